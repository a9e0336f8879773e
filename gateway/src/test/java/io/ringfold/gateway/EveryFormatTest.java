package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server spoken to in every format, on the WebSocket and over HTTP. */
@Timeout(120)
class EveryFormatTest {
  private static final String EDN = "application/edn";
  private static final String TRANSIT = "application/transit+json";
  private static final String FORM = "application/x-www-form-urlencoded";

  @TempDir Path data;
  private Server server;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    server = Server.start(data, Map.of("max-frame-bytes", "64k"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Frames as they come, each message in its own. */
  private static final class Texts implements WebSocket.Listener {
    final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      partial.append(text);
      if (last) {
        frames.add(partial.toString());
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }

    String next() throws InterruptedException {
      String frame = frames.poll(60, TimeUnit.SECONDS);
      assertNotNull(frame, "no frame came");
      return frame;
    }
  }

  private WebSocket connect(Texts texts, String... subprotocols) {
    WebSocket.Builder builder = http.newWebSocketBuilder();
    builder.subprotocols(
        subprotocols[0], java.util.Arrays.copyOfRange(subprotocols, 1, subprotocols.length));
    return builder
        .buildAsync(
            URI.create(server.gateway.url().replace("http:", "ws:") + "/ws?batch=false"), texts)
        .join();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String type, String accept, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(server.gateway.url() + "/query"))
            .header("Content-Type", type)
            .header("Accept", accept)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> get(String path, String accept) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(server.gateway.url() + path)).header("Accept", accept));
  }

  private static String type(HttpResponse<String> response) {
    return response.headers().firstValue("content-type").orElse("");
  }

  @Test
  void speaksEdnOnTheWebSocket() throws Exception {
    Texts texts = new Texts();
    WebSocket socket = connect(texts, "chat", "ringfold.edn", "ringfold.json");
    assertEquals("ringfold.edn", socket.getSubprotocol());
    socket.sendText("[:cmd \"c\" 1 {:name :say :data {:text \"hi\"} :meta {:k #{1}}}]", true);
    String ack = texts.next();
    assertTrue(
        ack.matches("\\[:cmd-ack \"c\" 1 \\{:uuid #uuid \"[-0-9a-f]{36}\" :seq 1 .*}]"), ack);
    String update = texts.next();
    assertTrue(update.startsWith("[:update \"c\" 1 {:uuid #uuid \""), update);
    assertTrue(
        update.contains(":name :said :data {:text \"hi\" :number 0} :meta {:k [1]}"), update);
    assertTrue(update.contains(":timestamp #inst \""), update);
    socket.sendText("[:query 5 {:name :count-said :data {}}]", true);
    assertEquals("[:result 5 {:basis 1 :result {:said 1}}]", texts.next());
    socket.sendText("[:cmd \"c\" 2 {:name :say", true);
    assertTrue(texts.next().startsWith("[:error nil nil \"malformed-message\" {:message "));
    socket.sendText("[:query 6 {:name :nope :data {}}]", true);
    assertTrue(texts.next().startsWith("[:query-error 6 \"unknown-query\" {"));
    socket.abort();
  }

  @Test
  void speaksTransitOnTheWebSocket() throws Exception {
    Texts texts = new Texts();
    WebSocket socket = connect(texts, "ringfold.transit+json");
    assertEquals("ringfold.transit+json", socket.getSubprotocol());
    socket.sendText(
        "[\"cmd\",\"c\",\"~i1\",[\"^ \",\"~:name\",\"say\",\"~:data\",[\"^ \",\"text\",\"~~hi\"]]]",
        true);
    String ack = texts.next();
    assertTrue(
        ack.matches("\\[\"cmd-ack\",\"c\",1,\\{\"uuid\":\"~u[-0-9a-f]{36}\",\"seq\":1,.*}]"), ack);
    String update = texts.next();
    assertTrue(update.contains("\"data\":{\"text\":\"~~hi\",\"number\":0}"), update);
    socket.abort();
  }

  @Test
  void encodesOneOutcomeForConnectionsOfEachFormat() throws Exception {
    Texts edn = new Texts();
    Texts transit = new Texts();
    Texts json = new Texts();
    WebSocket first = connect(edn, "ringfold.edn");
    WebSocket second = connect(transit, "ringfold.transit+json");
    WebSocket third = connect(json, "ringfold.json");
    // from now on each connection has used this client-id
    first.sendText("[:cmd \"c\" 1 {:name :say :data {:text \"a\"}}]", true);
    edn.next();
    edn.next();
    second.sendText("[\"cmd\",\"c\",2,{\"name\":\"say\",\"data\":{\"text\":\"b\"}}]", true);
    transit.next();
    transit.next();
    assertTrue(edn.next().startsWith("[:update \"c\" 2 {:uuid #uuid "));
    third.sendText("[\"cmd\",\"c\",3,{\"name\":\"say\",\"data\":{\"text\":\"c\"}}]", true);
    json.next();
    assertTrue(json.next().startsWith("[\"update\",\"c\",3,{\"uuid\":\""));
    assertTrue(transit.next().startsWith("[\"update\",\"c\",3,{\"uuid\":\"~u"));
    assertTrue(edn.next().startsWith("[:update \"c\" 3 {:uuid #uuid "));
    first.abort();
    second.abort();
    third.abort();
  }

  @Test
  void answersAQueryInTheFormatThatIsAskedFor() throws Exception {
    String json = "{\"name\":\"count-said\",\"data\":{}}";
    HttpResponse<String> edn = post("application/json", EDN, json);
    assertEquals("{:name :count-said :basis 0 :result {:said 0}}", edn.body());
    assertEquals(EDN, type(edn));
    assertEquals("\"0\"", edn.headers().firstValue("etag").orElse(""));
    HttpResponse<String> transit = post(EDN, TRANSIT, "{:name :count-said :data {} :min-seq 0}");
    assertEquals("{\"name\":\"count-said\",\"basis\":0,\"result\":{\"said\":0}}", transit.body());
    assertEquals(TRANSIT, type(transit));
    HttpResponse<String> fromTransit =
        post(TRANSIT, "*/*", "[\"^ \",\"~:name\",\"~:count-said\",\"~:data\",[\"^ \"]]");
    assertEquals(200, fromTransit.statusCode(), fromTransit::body);
    assertEquals("application/json", type(fromTransit));
  }

  @Test
  void keeps64BitsAndEachTypeInEveryFormat() throws Exception {
    String id = "0b9c2a3e-6f8d-4c11-9a57-3d1b5e7f9a20";
    HttpResponse<String> edn =
        post(
            EDN,
            EDN,
            "{:name :all-types :data {:i -1 :l 9223372036854775807 :d 1.5 :b true :u #uuid \""
                + id
                + "\" :t #inst \"2026-01-02T03:04:05.000006-00:00\" :strings (:a \"b\" \\c)}}");
    assertTrue(
        edn.body()
            .endsWith(
                ":result {:i -1 :l 9223372036854775807 :d 1.5 :b true :u #uuid \""
                    + id
                    + "\" :t #inst \"2026-01-02T03:04:05.000006Z\" :strings [\"a\" \"b\" \"c\"]}}"),
        edn::body);
    HttpResponse<String> transit =
        post(
            TRANSIT,
            TRANSIT,
            "{\"name\":\"all-types\",\"data\":{\"i\":-1,\"l\":\"~i-9223372036854775808\",\"d\":2,\"b\":true,\"u\":\"~u"
                + id
                + "\",\"t\":\"~m0\",\"strings\":[\"~#set\",[\"x\"]]}}");
    assertTrue(
        transit
            .body()
            .endsWith(
                "\"result\":{\"i\":-1,\"l\":\"~i-9223372036854775808\",\"d\":2.0,\"b\":true,\"u\":\"~u"
                    + id
                    + "\",\"t\":\"~t1970-01-01T00:00:00Z\",\"strings\":[\"x\"]}}"),
        transit::body);
  }

  @Test
  void takesForms() throws Exception {
    String fields =
        "&data.i=7&data.l=9223372036854775807&data.d=1.5&data.b=on&data.u=0b9c2a3e-6f8d-4c11-9a57-3d1b5e7f9a20"
            + "&data.t=2026-01-02T03%3A04%3A05Z&data.strings=a&data.strings=b+c&min-seq=&as-of=0";
    HttpResponse<String> asFields = post(FORM, "*/*", "name=all-types" + fields);
    assertEquals(200, asFields.statusCode(), asFields::body);
    assertTrue(asFields.body().contains("\"strings\":[\"a\",\"b c\"]"), asFields::body);
    HttpResponse<String> inTheAddress = get("/query?name=all-types" + fields, "*/*");
    assertEquals(asFields.body(), inTheAddress.body());
    HttpResponse<String> asJson =
        post(
            FORM,
            "*/*",
            "name=large&data=" + URLEncoder.encode("{\"bytes\":2}", StandardCharsets.UTF_8));
    assertTrue(asJson.body().endsWith("\"result\":\"xx\"}"), asJson::body);
    assertEquals(400, post(FORM, "*/*", "name=large&data=%7B%7D&data.bytes=2").statusCode());
    assertEquals(400, post(FORM, "*/*", "name=large&name=large&data.bytes=2").statusCode());
    assertEquals(400, post(FORM, "*/*", "name=%zz").statusCode());
    assertEquals(422, post(FORM, "*/*", "name=large&data.bytes=two").statusCode());
    assertEquals(422, post(FORM, "*/*", "name=large&data.bytes=2&data.more=1").statusCode());
  }

  @Test
  void tellsProblemsInTheFormatThatIsAskedFor() throws Exception {
    HttpResponse<String> edn = post("application/json", EDN, "{");
    assertEquals(400, edn.statusCode());
    assertEquals(EDN, type(edn));
    assertTrue(
        edn.body().startsWith("{:type \"about:blank\" :title \"Bad Request\" :status 400 "),
        edn::body);
    HttpResponse<String> page = get("/nowhere%3Cscript%3E", "text/html");
    assertEquals(404, page.statusCode());
    assertTrue(type(page).startsWith("text/html"), () -> type(page));
    assertFalse(page.body().contains("<script"), page::body);
    HttpResponse<String> nothing = get("/health", "image/png");
    assertEquals(406, nothing.statusCode());
    assertEquals("application/problem+json", type(nothing));
  }

  @Test
  void refusesHostileBodiesAsMalformed() throws Exception {
    for (String type : new String[] {"application/json", EDN, TRANSIT}) {
      for (String body :
          new String[] {
            "[".repeat(60_000),
            "{\"name\":\"large\",\"data\":{\"bytes\":" + "9".repeat(50_000) + "}}",
            "{\"name\":\"count-said\",\"data\":{\"x\":1e999999999M}}",
            "{\"name\":\"count-said\",\"data\":{\"x\":1e999999999}}",
            "#_ ".repeat(20_000),
            "\u0000",
            "[]"
          }) {
        assertEquals(400, post(type, "*/*", body).statusCode(), type);
      }
    }
    assertEquals(415, post("application/json; charset=latin1", "*/*", "{}").statusCode());
    assertEquals(200, get("/ready", "*/*").statusCode());
  }

  @Test
  void showsPagesToPeople() throws Exception {
    HttpResponse<String> links = get("/", "text/html,*/*;q=0.8");
    assertTrue(links.body().contains("<a href=\"/query\">/query</a>"), links::body);
    assertTrue(
        links
            .headers()
            .firstValue("content-security-policy")
            .orElse("")
            .contains("default-src 'none'"));
    assertTrue(get("/health", "text/html").body().contains("<td>up"));
  }

  @Test
  void asksPeopleForTheFieldsOfAQueryAndShowsItsResult() throws Exception {
    String forms = get("/query", "text/html").body();
    assertTrue(
        forms.contains(
            "<form method=\"get\" action=\"/query\">"
                + "<input type=\"hidden\" name=\"name\" value=\"large\">"
                + "<label>bytes <input name=\"data.bytes\""),
        forms);
    assertTrue(forms.contains("<select name=\"data.b\"><option>true</option>"), forms);
    HttpResponse<String> result = get("/query?name=large&data.bytes=3", "text/html");
    assertEquals("\"0\"", result.headers().firstValue("etag").orElse(""));
    assertTrue(result.body().contains("name=\"data.bytes\" value=\"3\""), result::body);
    assertTrue(result.body().contains("xxx"), result::body);
    assertEquals(400, get("/query", "application/json").statusCode());
    String table = get("/query?name=count-said", "text/html").body();
    assertTrue(table.contains("<th scope=\"row\">said</th><td>0"), table);
  }

  @Test
  void publishesTheSchemaOfWhatItServes() throws Exception {
    var schema = Client.parse(get("/schema", "application/json").body());
    assertEquals("talk", schema.at("/commands/say/aggregate").asText());
    assertEquals("string", schema.at("/commands/say/schema/properties/text/type").asText());
    assertEquals(1, schema.at("/events/said/version").asInt());
    assertTrue(schema.at("/queries/large/schema/properties").has("bytes"));
    assertEquals(
        "the text is in capitals", schema.at("/aggregates/talk/rejections/too-loud").asText());
    assertTrue(get("/schema", EDN).body().contains(":say {:aggregate \"talk\" :schema {"));
    String page = get("/schema", "text/html").body();
    assertTrue(page.contains("<h3>command say</h3>"), page);
  }
}
