package io.ringfold.gateway.http;

import io.ringfold.gateway.format.ContentWriter;
import io.ringfold.gateway.format.Format;
import io.ringfold.gateway.format.MessageWriter;
import io.ringfold.gateway.format.PlainWriter;

/** In what a body is written for a client: a format for programs, or a page for people. */
public enum Representation {
  // in the order of preference where a client has none
  JSON(Format.JSON),
  EDN(Format.EDN),
  TRANSIT(Format.TRANSIT),
  HTML(null);

  /** A body and its media type. */
  public record Body(String contentType, byte[] bytes) {}

  private final Format format;

  Representation(Format format) {
    this.format = format;
  }

  /** Without parameters. */
  public String mediaType() {
    return format == null ? "text/html" : format.mediaType();
  }

  /**
   * Writes a body, on any thread.
   *
   * @param title of the page, for people only
   * @return null where it would be longer than limit bytes
   */
  public Body encode(String title, ContentWriter content, int limit) {
    if (format != null) {
      MessageWriter writer = MessageWriter.ofThread(format);
      return writer.write(limit, content) ? new Body(mediaType(), writer.copy()) : null;
    }
    PlainWriter plain = new PlainWriter();
    content.write(plain);
    return page(new HtmlPage(title).value(plain.result()), limit);
  }

  static Body page(HtmlPage page, int limit) {
    byte[] bytes = page.bytes();
    return bytes.length > limit ? null : new Body(HtmlPage.CONTENT_TYPE, bytes);
  }
}
