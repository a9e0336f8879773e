package io.ringfold.gateway.websocket;

/** Whether bytes are UTF-8, by the table of well-formed sequences in Unicode (3.9, D92). */
final class Utf8 {
  private Utf8() {}

  static boolean isValid(byte[] bytes, int offset, int length) {
    int i = offset;
    int end = offset + length;
    while (i < end) {
      int first = bytes[i++];
      if (first >= 0) {
        continue;
      }
      first &= 0xFF;
      int more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
      if (first < 0xC2 || first > 0xF4 || end - i < more) {
        return false;
      }
      int second = bytes[i] & 0xFF;
      int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
      int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
      if (second < lowest || second > highest) {
        return false;
      }
      for (int k = 1; k < more; k++) {
        if ((bytes[i + k] & 0xC0) != 0x80) {
          return false;
        }
      }
      i += more;
    }
    return true;
  }
}
