package io.ringfold.reliability;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A real file's channel, whose reads and writes ask the {@link SimulatedDisk} how they go. */
final class SimulatedChannel extends FileChannel {
  private static final int SECTOR_BYTES = 512;

  private final FileChannel real;
  private final Path file;
  private final SimulatedDisk disk;

  SimulatedChannel(FileChannel real, Path file, SimulatedDisk disk) {
    this.real = real;
    this.file = file;
    this.disk = disk;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    if (!target.hasRemaining()) {
      return real.read(target, position);
    }
    SimulatedDisk.Transfer how = disk.transfer(file, false, target.remaining());
    int start = target.position();
    int limit = target.limit();
    target.limit(start + how.bytes());
    int read;
    try {
      read = real.read(target, position);
    } finally {
      target.limit(limit);
    }
    if (how.torn() && read > 0) {
      // from a border of sectors on, what had been there before anything was written
      long border = (position / SECTOR_BYTES + 1) * SECTOR_BYTES;
      for (int i = (int) Math.min(read, border - position); i < read; i++) {
        target.put(start + i, (byte) 0);
      }
    }
    return read;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int read = read(target, real.position());
    if (read > 0) {
      real.position(real.position() + read);
    }
    return read;
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return read(targets[offset]);
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    if (!source.hasRemaining()) {
      return 0;
    }
    SimulatedDisk.Transfer how = disk.transfer(file, true, source.remaining());
    int limit = source.limit();
    source.limit(source.position() + how.bytes());
    int written;
    try {
      written = real.write(source, position);
    } finally {
      source.limit(limit);
    }
    if (how.failsMidway()) {
      throw SimulatedDisk.inputOutputError();
    }
    return written;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int written = write(source, real.position());
    real.position(real.position() + written);
    return written;
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    return write(sources[offset]);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return real.map(mode, position, size);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    real.truncate(size);
    return this;
  }

  /** Only {@link SimulatedDisk#force} makes anything durable here. */
  @Override
  public void force(boolean metaData) {
    // whoever forces without it will find what it forced lost by a power cut
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return real.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    return real.transferFrom(source, position, count);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return real.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return real.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
