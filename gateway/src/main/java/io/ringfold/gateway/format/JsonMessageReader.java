package io.ringfold.gateway.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the frames of the subprotocol {@code ringfold.json} as a stream, without a tree of the
 * whole: a batch's messages are handed over as they are met, also those after one that is not even
 * JSON. Commands of the usual form are taken by a {@link CommandScanner}, all else by a parser.
 *
 * <p>Keeps nothing between frames but its scratch list.
 */
final class JsonMessageReader implements MessageReader {

  /** The elements of the message at hand, as far as they were read. */
  private final List<Object> elements = new ArrayList<>(4);

  @Override
  public void read(byte[] text, int offset, int length, Handler handler) {
    int scanned = scan(text, offset, length, handler);
    if (scanned >= 0) {
      parse(text, offset, length, handler, scanned);
    }
  }

  /**
   * Hands over commands of the usual form, for as long as there is nothing else.
   *
   * @return how many of a batch were handed over before something else came; negative where that
   *     was all
   */
  private static int scan(byte[] text, int offset, int length, Handler handler) {
    CommandScanner scanner = CommandScanner.ofThread();
    scanner.begin(text, offset, length);
    int scanned = 0;
    try {
      CommandMessage single = scanner.command();
      if (single != null) {
        if (!scanner.isAtEnd()) {
          return 0;
        }
        handler.command(single);
        return -1;
      }
      scanner.begin(text, offset, length);
      if (!scanner.skip('[')) {
        return 0;
      }
      do {
        CommandMessage next = scanner.command();
        if (next == null) {
          return scanned;
        }
        handler.command(next);
        scanned++;
      } while (scanner.skip(','));
      return scanner.skip(']') && scanner.isAtEnd() ? -1 : scanned;
    } finally {
      scanner.release();
    }
  }

  /**
   * Reads a frame of any form.
   *
   * @param handedOver so many messages of the batch were handed over before, and are passed over
   */
  void parse(byte[] text, int offset, int length, Handler handler, int handedOver) {
    int begun = 0;
    try (JsonParser parser = Json.FACTORY.createParser(text, offset, length)) {
      elements.clear();
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new MalformedException(Messages.NO_FRAME);
      }
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY) {
        for (JsonToken token = first; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
          begun++;
          if (begun <= handedOver) {
            parser.skipChildren();
          } else {
            readElement(parser, text, offset, handler);
          }
        }
      } else {
        readMessage(parser, text, offset);
        begun = -1;
      }
      requireEnd(parser);
      if (begun < 0) {
        Messages.interpret(elements, handler);
      }
    } catch (MalformedException e) {
      Messages.refuse(elements, e, handler);
      readAfterBroken(begun, text, offset, length, handler);
    } catch (IOException | ArithmeticException | NumberFormatException e) {
      Messages.refuse(elements, JsonValues.malformed(e), handler);
      readAfterBroken(begun, text, offset, length, handler);
    }
  }

  /** One element of a batch, the parser on its first token; afterwards on its last. */
  private void readElement(JsonParser parser, byte[] text, int offset, Handler handler)
      throws IOException, MalformedException {
    elements.clear();
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      handler.malformed(null, null, Messages.NO_MESSAGE);
      return;
    }
    parser.nextToken();
    readMessage(parser, text, offset);
    Messages.interpret(elements, handler);
    // answered: what goes wrong from here on is not this message's
    elements.clear();
  }

  /** The elements of a message up to its closing bracket, the parser on the first. */
  private void readMessage(JsonParser parser, byte[] text, int offset)
      throws IOException, MalformedException {
    for (JsonToken token = parser.currentToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(
          token == JsonToken.START_OBJECT
              ? readBody(parser, text, offset)
              : JsonValues.read(parser));
    }
  }

  /** An object with everything in it as plain values, but for meta, which is kept as it came. */
  private static Map<String, Object> readBody(JsonParser parser, byte[] text, int offset)
      throws IOException, MalformedException {
    Map<String, Object> body = new LinkedHashMap<>();
    String name;
    while ((name = parser.nextFieldName()) != null) {
      JsonToken token = parser.nextToken();
      if (name.equals("meta") && token != JsonToken.VALUE_NULL) {
        int from = offset + (int) JsonValues.offset(parser);
        // looked at for what it must not hold; kept as text
        JsonValues.read(parser);
        int to = offset + (int) parser.currentLocation().getByteOffset();
        body.put(name, new RawJson(new String(text, from, to - from, StandardCharsets.UTF_8)));
      } else {
        body.put(name, JsonValues.read(parser));
      }
    }
    return body;
  }

  private static void requireEnd(JsonParser parser) throws IOException, MalformedException {
    if (parser.nextToken() != null) {
      throw new MalformedException(
          "after the closing bracket, at byte "
              + JsonValues.offset(parser)
              + ", something follows; several messages go into one array");
    }
  }

  /** The elements of a batch after the one that the parser could not get over. */
  private void readAfterBroken(int broken, byte[] text, int offset, int length, Handler handler) {
    if (broken <= 0) {
      return;
    }
    BatchSplitter splitter = new BatchSplitter(text, offset, length);
    for (int i = 1; splitter.next(); i++) {
      if (i > broken) {
        readAlone(text, splitter.start(), splitter.length(), handler);
      }
    }
  }

  private void readAlone(byte[] text, int offset, int length, Handler handler) {
    elements.clear();
    try (JsonParser parser = Json.FACTORY.createParser(text, offset, length)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new MalformedException(Messages.NO_MESSAGE);
      }
      parser.nextToken();
      readMessage(parser, text, offset);
      requireEnd(parser);
      Messages.interpret(elements, handler);
    } catch (MalformedException e) {
      Messages.refuse(elements, e, handler);
    } catch (IOException | ArithmeticException | NumberFormatException e) {
      Messages.refuse(elements, JsonValues.malformed(e), handler);
    }
  }
}
