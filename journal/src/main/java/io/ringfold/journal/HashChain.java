package io.ringfold.journal;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the chain over a journal's excerpts comes to at a place: the SHA-256 of the last excerpt
 * before it, which itself holds that of the one before. Goes on excerpt by excerpt, without making
 * garbage.
 */
final class HashChain {

  /** The digest takes arrays only, and takes few long ones faster than many short ones. */
  private static final int PIECE_BYTES = 8 << 10;

  private final MessageDigest digest = sha256();
  private final byte[] hash = new byte[RecordFormat.CHAIN_BYTES];
  private byte[] piece;

  /** Bytes at the start of the piece that the digest has not seen. */
  private int gathered;

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new JournalException("this Java has no SHA-256, which every Java has to have", e);
    }
  }

  /** As it is carried by an excerpt's first record. */
  static HashChain at(DirectBuffer buffer, int offset) {
    HashChain chain = new HashChain();
    buffer.getBytes(offset, chain.hash);
    return chain;
  }

  /** One of its own that stands where this one does. */
  HashChain copy() {
    return at(new UnsafeBuffer(hash), 0);
  }

  /** Goes on with an excerpt: its data, the hash before it included. */
  void add(DirectBuffer buffer, int offset, int length) {
    addPart(buffer, offset, length);
    endExcerpt();
  }

  /** The same piece by piece; it counts when the excerpt has ended. */
  void addPart(DirectBuffer buffer, int offset, int length) {
    if (piece == null) {
      piece = new byte[PIECE_BYTES];
    }
    for (int done = 0; done < length; ) {
      int bytes = Math.min(PIECE_BYTES - gathered, length - done);
      buffer.getBytes(offset + done, piece, gathered, bytes);
      gathered += bytes;
      done += bytes;
      if (gathered == PIECE_BYTES) {
        digestGathered();
      }
    }
  }

  private void digestGathered() {
    if (gathered > 0) {
      digest.update(piece, 0, gathered);
      gathered = 0;
    }
  }

  void endExcerpt() {
    digestGathered();
    try {
      digest.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new JournalException("SHA-256 does not fit into " + hash.length + " bytes", e);
    }
  }

  /** Whether this is what an excerpt's first record carries. */
  boolean isAt(DirectBuffer buffer, int offset) {
    for (int i = 0; i < hash.length; i++) {
      if (hash[i] != buffer.getByte(offset + i)) {
        return false;
      }
    }
    return true;
  }

  void putInto(UnsafeBuffer buffer, int offset) {
    buffer.putBytes(offset, hash);
  }

  ChainHead headAt(long sequence) {
    return new ChainHead(sequence, HexFormat.of().formatHex(hash));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HashChain that && Arrays.equals(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }
}
