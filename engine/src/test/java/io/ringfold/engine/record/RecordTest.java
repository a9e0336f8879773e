package io.ringfold.engine.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringfold.engine.domain.Migrate;
import io.ringfold.engine.domain.Migrated;
import io.ringfold.engine.shape.RecordShape;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class RecordTest {
  record Go(String where, int fast) {}

  record Went(String where) {}

  private static final UUID COMMAND_ID = UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(16);
  private final RecordWriter writer = new RecordWriter();

  @Test
  void readsBackWhatWasWritten() {
    int length = accepted();

    RecordView view = new RecordView().wrap(buffer, 0, length);

    assertEquals(RecordStatus.ACCEPTED, view.status());
    assertEquals(1_700_000_000_000_001L, view.timeMicros());
    assertEquals(COMMAND_ID, view.uuid());
    assertEquals("ann", view.user());
    assertEquals("c-1", view.clientId());
    assertEquals(42, view.clientSeq());
    assertEquals("{}", view.meta());
    assertEquals(3, view.commandType());
    assertEquals(
        new Go("é", -1),
        RecordShape.of(Go.class)
            .decoder(RecordShape.of(Go.class).fieldType())
            .decode(buffer, view.commandOffset(), view.commandLength()));
    List<String> events = new ArrayList<>();
    view.forEachEvent(
        (index, type, source, offset, eventLength) ->
            events.add(
                index
                    + " "
                    + type
                    + " "
                    + RecordShape.of(Went.class)
                        .decoder(RecordShape.of(Went.class).fieldType())
                        .decode(source, offset, eventLength)));
    assertEquals(List.of("0 5 Went[where=a]", "1 6 Went[where=b]"), events);
  }

  @Test
  void readsBackARejectionAndItsMissingParts() {
    writer.begin(
        buffer, 0, RecordShape.of(Go.class), new Go("x", 1), COMMAND_ID, null, null, 0, null);
    writer.event(5, RecordShape.of(Went.class), new Went("forgotten"));
    int length = writer.endRejected(-5, "no-way", "the way is closed");

    RecordView view = new RecordView().wrap(buffer, 0, length);

    assertEquals(RecordStatus.REJECTED, view.status());
    assertEquals(-5, view.timeMicros());
    assertEquals("no-way", view.code());
    assertEquals("the way is closed", view.message());
    assertNull(view.user());
    assertNull(view.clientId());
    assertNull(view.meta());
    assertEquals(0, view.clientSeq());
  }

  @Test
  void keepsItsLayoutForEver() {
    byte[] bytes = new byte[accepted()];
    buffer.getBytes(0, bytes);

    assertEquals(
        "01" // accepted
            + "07" // user, client, meta
            + "0300" // command type 3
            + "01401e18240a0600" // time
            + "8b5627e97d65d62e" // uuid, most significant
            + "a2a6aea86526e195" // uuid, least significant
            + "04000000" // command length
            + "02c3a901" // "é", -1
            + "03616e6e" // user
            + "03632d31" // client-id
            + "2a00000000000000" // client-seq
            + "027b7d" // meta
            + "0200" // events
            + "0500"
            + "02000000"
            + "0161"
            + "0600"
            + "02000000"
            + "0162",
        HexFormat.of().formatHex(bytes));
  }

  @Test
  void aMigrationKeepsItsDefinitionsForEver() {
    assertEquals(
        "0100000000" // command
            + "076d696772617465" // migrate
            + "0872696e67666f6c64" // of ringfold
            + "0d03" // a record of three
            + "06646f6d61696e0005" // domain: string
            + "046e616d650005" // name: string
            + "0776657273696f6e0002", // version: int
        HexFormat.of()
            .formatHex(
                new TypeDefinition(
                        TypeDefinition.Kind.COMMAND,
                        Migrate.COMMAND,
                        0,
                        "ringfold",
                        RecordShape.of(Migrate.class).fieldType())
                    .encode()));
    assertEquals(
        "0201000000" // event, version 1
            + "086d69677261746564" // migrated
            + "0872696e67666f6c64" // of ringfold
            + "0d06" // a record of six
            + "06646f6d61696e0005" // domain: string
            + "046e616d650005" // name: string
            + "0776657273696f6e0002" // version: int
            + "0b686173682d6265666f72650005" // hash-before: string
            + "0a686173682d61667465720005" // hash-after: string
            + "0870617573652d6e730003", // pause-ns: long
        HexFormat.of()
            .formatHex(
                new TypeDefinition(
                        TypeDefinition.Kind.EVENT,
                        Migrated.EVENT,
                        1,
                        "ringfold",
                        RecordShape.of(Migrated.class).fieldType())
                    .encode()));
  }

  @Test
  void refusesLengthsThatReachBeyondTheRecord() {
    int length = accepted();
    UnsafeBuffer view = new UnsafeBuffer(buffer, 0, length);

    view.putInt(28, length);
    assertThrows(IllegalArgumentException.class, () -> new RecordView().wrap(view, 0, length));
    view.putInt(28, 4);
    view.putInt(length - 6, 1_000);
    assertThrows(
        IllegalArgumentException.class,
        () -> new RecordView().wrap(view, 0, length).forEachEvent((i, t, b, o, l) -> {}));
  }

  @Test
  void definitionsReadBackAsTheyWere() {
    TypeDefinition definition =
        new TypeDefinition(
            TypeDefinition.Kind.EVENT, "went", 3, "travel", RecordShape.of(Went.class).fieldType());

    assertEquals(definition, TypeDefinition.decode(definition.encode()));
    assertArrayEquals(definition.encode(), TypeDefinition.decode(definition.encode()).encode());
  }

  private int accepted() {
    writer.begin(
        buffer, 3, RecordShape.of(Go.class), new Go("é", -1), COMMAND_ID, "ann", "c-1", 42, "{}");
    writer.event(5, RecordShape.of(Went.class), new Went("a"));
    writer.event(6, RecordShape.of(Went.class), new Went("b"));
    return writer.endAccepted(1_700_000_000_000_001L);
  }
}
