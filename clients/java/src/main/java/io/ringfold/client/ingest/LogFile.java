package io.ringfold.client.ingest;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A log file open for reading, unpacked where it is a gzip file, with how far reading has come. */
final class LogFile implements AutoCloseable {
  private static final int GZIP_MAGIC_1 = 0x1f;
  private static final int GZIP_MAGIC_2 = 0x8b;

  private final CountingStream stored;
  private final InputStream content;
  private final long size;

  private LogFile(CountingStream stored, InputStream content, long size) {
    this.stored = stored;
    this.content = content;
    this.size = size;
  }

  static LogFile open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("it is a directory");
    }
    long size = Files.size(file);
    CountingStream stored = new CountingStream(Files.newInputStream(file));
    try {
      BufferedInputStream buffered = new BufferedInputStream(stored, 64 << 10);
      buffered.mark(2);
      boolean packed = buffered.read() == GZIP_MAGIC_1 && buffered.read() == GZIP_MAGIC_2;
      buffered.reset();
      return new LogFile(stored, packed ? new GZIPInputStream(buffered) : buffered, size);
    } catch (IOException e) {
      stored.close();
      throw e;
    }
  }

  InputStream content() {
    return content;
  }

  /** The file's bytes, packed where it is packed. */
  long size() {
    return size;
  }

  /** How many of them were read. */
  long position() {
    return stored.count;
  }

  @Override
  public void close() throws IOException {
    content.close();
  }

  private static final class CountingStream extends FilterInputStream {
    private long count;

    CountingStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count += one < 0 ? 0 : 1;
      return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
