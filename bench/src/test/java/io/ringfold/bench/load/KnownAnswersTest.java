package io.ringfold.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownAnswersTest {
  private static final String UUID = "6f3bd2a4-3a3c-5e6e-9d43-6d1f0c1a7e55";
  private static final String ACK =
      "[\"cmd-ack\",\"me\",7,{\"uuid\":\"" + UUID + "\",\"seq\":42,\"durability\":\"fsync\"}]";
  private static final String UPDATE =
      "[\"update\",\"me\",7,{\"uuid\":\""
          + UUID
          + "\",\"name\":\"page-view\",\"data\":{\"url\":\"/}\",\"more\":{\"x\":[1]}},"
          + "\"meta\":null,\"seq\":42,\"index\":0,\"of\":1,\"command-uuid\":\""
          + UUID
          + "\",\"timestamp\":\"2026-11-21T06:26:41.123456Z\",\"user\":null}]";

  /** Writes down what it is told. */
  private static final class Told implements Answers.Handler {
    private final List<String> told = new ArrayList<>();

    @Override
    public void onAck(
        String clientId, long clientSeq, long seq, String durability, boolean duplicate) {
      told.add(
          "ack " + clientId + " " + clientSeq + " " + seq + " " + durability + " " + duplicate);
    }

    @Override
    public void onUpdate(String clientId, long clientSeq, long seq, int index, int of) {
      told.add("update " + clientId + " " + clientSeq + " " + seq + " " + index + " " + of);
    }

    @Override
    public void onError(String clientId, long clientSeq, String code, String message) {
      told.add("error " + clientId + " " + clientSeq + " " + code + " " + message);
    }

    @Override
    public void onOther(String tag) {
      told.add("other " + tag);
    }
  }

  private final Told told = new Told();

  private int known(String frame) {
    byte[] bytes = ("garbage" + frame + "garbage").getBytes(StandardCharsets.UTF_8);
    return new KnownAnswers("me").read(bytes, 7, bytes.length - 7, told);
  }

  @Test
  void readsWhatTheServerWritesWithoutParsing() {
    assertEquals(-1, known("[" + ACK + "," + UPDATE + "," + ACK.replace("fsync", "crash") + "]"));
    assertEquals(
        List.of("ack me 7 42 fsync false", "update me 7 42 0 1", "ack me 7 42 crash false"),
        told.told);
    assertEquals(-1, known(ACK));
    assertEquals(-1, known(UPDATE.replace("\"user\":null", "\"user\":\"ann\"")));
  }

  @Test
  void leavesTheRestOfAFrameToTheParserFromTheFirstMessageThatItDoesNotKnow() {
    for (String unknown :
        List.of(
            ACK.replace("}]", ",\"duplicate\":true}]"),
            ACK.replace("\"me\"", "\"you\""),
            ACK.replace(",7,", ",-7,"),
            ACK.replace("42", "42.5"),
            UPDATE.replace("page-view", "page\\u002dview"),
            UPDATE.replace("\"meta\":null", "\"meta\":{}"),
            UPDATE.replace("\"seq\":42,\"index\":0", "\"index\":0,\"seq\":42"),
            "[\"error\",\"me\",7,\"busy\",{\"message\":\"full\"}]",
            "[\"gap\",null,{\"from\":1,\"to\":2}]")) {
      told.told.clear();
      assertEquals(2, known("[" + ACK + "," + UPDATE + "," + unknown + "," + ACK + "]"), unknown);
      assertEquals(2, told.told.size(), unknown);
    }
  }

  @Test
  void tellsTheSameAsTheParserWhateverIsChangedInAFrame() {
    byte[] whole = ("[" + ACK + "," + UPDATE + "]").getBytes(StandardCharsets.UTF_8);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String interesting = "[]{}\",:\\0179-.ex ";
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] =
          (byte) interesting.charAt(random.nextInt(interesting.length()));
      Told parsed = new Told();
      boolean readable = true;
      try {
        Answers.read(changed, 0, changed.length, 0, parsed);
      } catch (Violation e) {
        readable = false;
      }
      Told compared = new Told();
      int known = new KnownAnswers("me").read(changed, 0, changed.length, compared);
      if (known < 0 && readable) {
        assertEquals(
            parsed.told,
            compared.told,
            "seed " + seed + ": " + new String(changed, StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void theParserSkipsWhatWasReadAlready() {
    byte[] bytes = ("[" + ACK + "," + UPDATE + "]").getBytes(StandardCharsets.UTF_8);
    Answers.read(bytes, 0, bytes.length, 1, told);
    assertEquals(List.of("update me 7 42 0 1"), told.told);
  }
}
