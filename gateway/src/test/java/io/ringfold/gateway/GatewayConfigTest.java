package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.Durability;
import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayConfigTest {
  @TempDir Path directory;

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("ringfold.properties"), content);
  }

  private static ConfigurationException refused(String setting, String value) {
    return assertThrows(
        ConfigurationException.class, () -> GatewayConfig.of(Map.of(setting, value)));
  }

  @Test
  void hasTheEnginesDefaults() throws Exception {
    GatewayConfig config = GatewayConfig.of(Map.of());
    assertEquals(EngineConfig.in(Path.of("data")), config.engine());
    assertEquals("127.0.0.1", config.host());
    assertEquals(8080, config.port());
    assertEquals(1 << 20, config.limits().maxFrameBytes());
    assertEquals(4 << 20, config.limits().maxPendingBytes());
    assertEquals(65_536, config.limits().maxInFlight());
  }

  @Test
  void takesTheFlagBeforeTheEnvironmentBeforeTheFile() throws Exception {
    Path file = file("port = 1001\nring-slots = 1024\ndurability = crash\n");
    Map<String, String> environment =
        Map.of("RINGFOLD_PORT", "1002", "RINGFOLD_RING_SLOTS", "2048");
    Settings settings = Settings.of(Map.of("port", "1003"), environment, file);
    GatewayConfig config = GatewayConfig.of(settings);
    assertEquals(1003, config.port());
    assertEquals(2048, config.engine().ringSlots());
    assertEquals(Durability.CRASH, config.engine().durability());
    String described = settings.describe();
    assertTrue(described.contains("(--port)"), described);
    assertTrue(described.contains("(RINGFOLD_RING_SLOTS)"), described);
    assertTrue(described.contains("(" + file + ")"), described);
  }

  @Test
  void everySettingCanBeGivenInAllThreeWays() throws Exception {
    for (Setting setting : Setting.values()) {
      String text = setting.defaultText();
      String label = setting.label();
      assertEquals(text, Settings.of(Map.of(label, text), Map.of(), null).text(setting));
      assertEquals(
          text, Settings.of(Map.of(), Map.of(setting.environmentName(), text), null).text(setting));
      assertEquals(text, Settings.of(Map.of(), Map.of(), file(label + "=" + text)).text(setting));
    }
  }

  @Test
  void aPresetDecidesWhatIsNotSetByItself() throws Exception {
    EngineConfig frugal = GatewayConfig.of(Map.of("preset", "frugal")).engine();
    assertEquals(EngineConfig.in(Path.of("data")).withPreset(Preset.FRUGAL), frugal);
    assertEquals(Preset.FRUGAL.waitStrategy(), frugal.waitStrategy());
    EngineConfig larger =
        GatewayConfig.of(Map.of("preset", "frugal", "ring-slots", "4096")).engine();
    assertEquals(frugal.withRingSlots(4096), larger);
    assertEquals(
        "preset=\"fast\" (--preset): preset \"fast\": must be throughput, latency, frugal",
        refused("preset", "fast").getMessage());
  }

  @Test
  void refusesAnUnknownKeyOfTheFile() throws IOException {
    Path file = file("ring-slots = 1024\nring-slot = 1024\n");
    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> Settings.of(Map.of(), Map.of(), file));
    assertTrue(refused.getMessage().contains("unknown ring-slot;"), refused::getMessage);
    assertFalse(refused.isFromCommandLine());
  }

  @Test
  void refusesAFileThatIsNotThere() {
    Path missing = directory.resolve("missing.properties");
    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> Settings.of(Map.of(), Map.of(), missing));
    assertTrue(refused.getMessage().contains(missing.toString()), refused::getMessage);
  }

  @Test
  void saysWhichValueOfWhichSettingFromWhereIsWrong() throws Exception {
    ConfigurationException byFlag = refused("port", "99999");
    assertEquals("port=\"99999\" (--port): must be from 0 to 65535", byFlag.getMessage());
    assertTrue(byFlag.isFromCommandLine());
    Settings byEnvironment = Settings.of(Map.of(), Map.of("RINGFOLD_DURABILITY", "some"), null);
    ConfigurationException inEnvironment =
        assertThrows(ConfigurationException.class, () -> GatewayConfig.of(byEnvironment));
    assertTrue(
        inEnvironment.getMessage().startsWith("durability=\"some\" (RINGFOLD_DURABILITY): "),
        inEnvironment::getMessage);
    assertFalse(inEnvironment.isFromCommandLine());
    assertTrue(refused("ring-slots", "1000").getMessage().contains("power of two"));
    assertTrue(refused("snapshot-at-stop", "yes").getMessage().contains("true or false"));
    assertTrue(refused("max-frame-bytes", "many").getMessage().contains("whole number"));
    assertTrue(refused("max-result-bytes", "8m").getMessage().contains("max-pending-bytes"));
  }

  @Test
  void refusesAnAddressThatOthersCanReach() {
    for (String host : new String[] {"0.0.0.0", "::", "192.0.2.1"}) {
      assertTrue(refused("host", host).getMessage().contains("no users"), host);
    }
  }

  @Test
  void refusesUsersWhosePasswordsOthersCouldRead() throws Exception {
    Map<String, String> exposed = Map.of("host", "0.0.0.0", "users", "users.json");
    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> GatewayConfig.of(exposed));
    assertTrue(refused.getMessage().contains("tls-cert"), refused::getMessage);
    assertFalse(refused.isFromCommandLine(), "it makes sense, but is refused");
    assertEquals("0.0.0.0", GatewayConfig.of(with(exposed, "behind-proxy", "true")).host());
    Map<String, String> tls = with(exposed, "tls-cert", "a.pem", "tls-key", "b.pem");
    assertEquals("0.0.0.0", GatewayConfig.of(tls).host());
    Map<String, String> nobody = Map.of("host", "0.0.0.0", "tls-cert", "a", "tls-key", "b");
    assertThrows(ConfigurationException.class, () -> GatewayConfig.of(nobody));
    // on loopback, users need no TLS
    assertEquals(
        Path.of("users.json"), GatewayConfig.of(Map.of("users", "users.json")).access().users());
  }

  private static Map<String, String> with(Map<String, String> settings, String... more) {
    Map<String, String> all = new HashMap<>(settings);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  @Test
  void refusesHalfATlsAndTwoOfThem() throws Exception {
    assertTrue(refused("tls-cert", "a.pem").getMessage().contains("needs tls-key"));
    assertTrue(refused("tls-key", "a.pem").getMessage().contains("needs tls-cert"));
    assertTrue(refused("tls-keystore", "a").getMessage().contains("tls-keystore-password-file"));
    Map<String, String> both =
        with(
            Map.of("tls-cert", "a", "tls-key", "b"),
            "tls-keystore",
            "c",
            "tls-keystore-password-file",
            "d");
    assertTrue(
        assertThrows(ConfigurationException.class, () -> GatewayConfig.of(both))
            .getMessage()
            .contains("one of them"));
  }

  @Test
  void readsOriginsAsBrowsersWriteThem() throws Exception {
    assertEquals(
        Set.of("https://a.example", "http://b.example:8080", "https://[2001:db8::1]"),
        GatewayConfig.of(
                Map.of(
                    "public-origins",
                    "https://a.example, http://b.example:8080,https://[2001:db8::1]"))
            .access()
            .publicOrigins());
    for (String bad : new String[] {"a.example", "https://a.example/", "https://A.example", "*"}) {
      assertTrue(refused("public-origins", bad).getMessage().contains("must be like"), bad);
    }
    assertTrue(refused("session-idle", "0").getMessage().contains("from 1s"));
  }

  @Test
  void takesLoopbackByAnyName() throws Exception {
    for (String host : new String[] {"127.0.0.1", "127.1.2.3", "localhost", "::1"}) {
      assertEquals(host, GatewayConfig.of(Map.of("host", host)).host());
    }
  }

  @Test
  void readsSizesAndTimesWithUnits() throws Exception {
    GatewayConfig config =
        GatewayConfig.of(
            Map.of(
                "segment-bytes", "64m",
                "max-frame-bytes", "2k",
                "snapshot-every", "90s",
                "min-sequence-wait", "250ms"));
    assertEquals(64L << 20, config.engine().segmentBytes());
    assertEquals(2048, config.limits().maxFrameBytes());
    assertEquals(Duration.ofSeconds(90), config.engine().snapshotEvery());
    assertEquals(Duration.ofMillis(250), config.engine().minSequenceWait());
    assertEquals(
        Duration.ofHours(1),
        GatewayConfig.of(Map.of("snapshot-every", "PT1H")).engine().snapshotEvery());
  }
}
