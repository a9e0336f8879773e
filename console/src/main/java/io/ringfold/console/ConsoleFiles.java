package io.ringfold.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The files of the console, out of the jar, read once and kept: about half a megabyte. Thread-safe.
 */
public final class ConsoleFiles {

  /** The page itself. */
  public static final String PAGE = "index.html";

  /** Names with single dots and slashes between, so that no path leads out of the directory. */
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]+(?:[.-][a-z0-9]+)*(?:/[a-z0-9]+(?:[.-][a-z0-9]+)*)*");

  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private static final int TAG_DIGITS = 32;

  /**
   * A file as it is sent.
   *
   * @param content not to be changed
   * @param tag stands for the content: another content has another
   */
  public record File(String mediaType, byte[] content, String tag) {}

  private final Map<String, File> files = new ConcurrentHashMap<>();

  /**
   * The file of this name.
   *
   * @param name its path in the directory, like {@code panes/commands.js}
   * @return null where there is none
   */
  public File file(String name) {
    File known = files.get(name);
    if (known != null) {
      return known;
    }
    String mediaType = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (mediaType == null || !NAME.matcher(name).matches()) {
      return null;
    }
    try (InputStream in = ConsoleFiles.class.getResourceAsStream("web/" + name)) {
      if (in == null) {
        return null;
      }
      byte[] content = in.readAllBytes();
      File read = new File(mediaType, content, tag(content));
      files.put(name, read);
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException("the console's file " + name + " cannot be read", e);
    }
  }

  private static String tag(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash).substring(0, TAG_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
