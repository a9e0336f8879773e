package io.ringfold.client.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Lines of a file as bytes, ended by LF or CR LF, in bounded memory: of a line longer than the
 * limit only the length is known. Not thread-safe.
 */
final class LineReader {

  /**
   * Apache's own limit for a request line and a header is 8190 bytes each, and a line holds three.
   */
  static final int LONGEST_LINE = 64 << 10;

  private final InputStream in;
  private final byte[] chunk = new byte[64 << 10];
  private byte[] line = new byte[1024];
  private int chunkAt;
  private int chunkEnd;
  private long lineLength;
  private long number;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** Goes to the next line; false at the end of the file. */
  boolean next() throws IOException {
    lineLength = 0;
    boolean something = false;
    while (true) {
      if (chunkAt == chunkEnd) {
        chunkEnd = in.read(chunk);
        chunkAt = 0;
        if (chunkEnd < 0) {
          chunkEnd = 0;
          number += something ? 1 : 0;
          return something;
        }
      }
      something = true;
      int end = chunkAt;
      while (end < chunkEnd && chunk[end] != '\n') {
        end++;
      }
      append(chunkAt, end);
      chunkAt = end;
      if (end < chunkEnd) {
        chunkAt++;
        number++;
        if (lineLength > 0 && lineLength <= LONGEST_LINE && line[(int) lineLength - 1] == '\r') {
          lineLength--;
        }
        return true;
      }
    }
  }

  /** The number of the line gone to last, from 1. */
  long number() {
    return number;
  }

  /** Its length in bytes. */
  long length() {
    return lineLength;
  }

  /** Whether it is longer than {@link #LONGEST_LINE}; its bytes are not there then. */
  boolean isOverlong() {
    return lineLength > LONGEST_LINE;
  }

  /** Its bytes, without the line's end. */
  byte[] bytes() {
    return Arrays.copyOf(line, (int) lineLength);
  }

  private void append(int from, int to) {
    int count = to - from;
    if (lineLength + count <= LONGEST_LINE) {
      if (lineLength + count > line.length) {
        line = Arrays.copyOf(line, (int) Math.max(lineLength + count, 2L * line.length));
      }
      System.arraycopy(chunk, from, line, (int) lineLength, count);
    }
    lineLength += count;
  }
}
