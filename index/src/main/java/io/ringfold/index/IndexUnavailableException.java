package io.ringfold.index;

/**
 * The index cannot be asked at this moment: it was damaged and is made again, which {@link
 * JournalIndex#indexedSequence} shows.
 */
public final class IndexUnavailableException extends RuntimeException {
  IndexUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
