package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Cookie;

/**
 * A headless Chromium as a client: its own WebSocket and EventSource, and our JavaScript client.
 */
class BrowserSystemTest {
  @TempDir static Path directory;

  private static ServerProcess server;
  private static Browser browser;

  @BeforeAll
  static void start() {
    server = ServerProcess.start(directory);
    browser = Browser.open();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aPersonFindsTheWayFromTheFrontPage() {
    browser.go(server.http("/").toString());
    assertTrue(browser.text().contains("/schema"), browser.text());
    browser.go(server.http("/schema").toString());
    assertTrue(browser.text().contains("open-account"), browser.text());
  }

  @Test
  void itsWebSocketSendsAndHears() {
    browser.go(server.http("/").toString());
    Object heard =
        browser.await(
            """
            const socket = new WebSocket(args[0], 'ringfold.json');
            const messages = [];
            return await new Promise((resolve, reject) => {
              socket.onerror = () => reject(new Error('the socket failed'));
              socket.onopen = () => socket.send(JSON.stringify(
                ['cmd', args[1], 1, {name: 'visit-page', data: {url: '/from/chromium'}}]));
              socket.onmessage = ({data}) => {
                const content = JSON.parse(data);
                messages.push(...(typeof content[0] === 'string' ? [content] : content));
                if (messages.length === 2) {
                  socket.close();
                  resolve([socket.protocol, ...messages.map(([tag]) => tag), messages[1][3].data.url]);
                }
              };
            });
            """,
            server.webSocket().toString(),
            UUID.randomUUID().toString());
    assertEquals(List.of("ringfold.json", "cmd-ack", "update", "/from/chromium"), heard);
  }

  /** The server is killed and started again on its port: EventSource resumes by itself. */
  @Test
  void itsEventSourceHearsEverythingOnceAlsoOverARestart(@TempDir Path data) {
    ServerProcess first = ServerProcess.start(data);
    int port = first.port();
    String origin = "http://127.0.0.1:" + port;
    try {
      browser.go(origin + "/");
      browser.run(
          """
          window.urls = [];
          window.source = new EventSource('/updates?updates=all&from=0');
          source.addEventListener('page-view', ({data}) => urls.push(JSON.parse(data).data.url));
          """);
      visit(1, 5);
      awaitUrls(5);
      first.kill();
      try (ServerProcess second = ServerProcess.startOnPort(port, data)) {
        visit(6, 10);
        awaitUrls(10);
        assertEquals(
            List.of("/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9", "/10"),
            browser.run("source.close(); return urls"));
        assertEquals(0, second.stop(), second.output());
      }
    } finally {
      first.close();
    }
  }

  private static void visit(int from, int to) {
    browser.await(
        """
        for (let i = args[0]; i <= args[1]; i++) {
          const answer = await fetch('/commands?sync=true', {
            method: 'POST',
            headers: {'content-type': 'application/json'},
            body: JSON.stringify({name: 'visit-page', data: {url: '/' + i}}),
          });
          if (answer.status !== 201) {
            throw new Error(answer.status + ': ' + await answer.text());
          }
        }
        """,
        from,
        to);
  }

  private static void awaitUrls(int count) {
    browser.await(
        """
        while (urls.length < args[0]) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        """,
        count);
  }

  @Test
  void aPersonSignsInByTheFormAndTheCookieOpensTheSocketUntilSigningOut(@TempDir Path data)
      throws IOException {
    Path users = data.resolve("users.json");
    Command.Result added =
        Command.of(
                "bash",
                "-c",
                "echo 'correct horse battery' | "
                    + Built.launcher()
                    + " user add ada --role admin --users "
                    + users)
            .run();
    assertEquals(0, added.exitCode(), added.err());
    try (ServerProcess secured =
        ServerProcess.start(Files.createDirectory(data.resolve("at")), "--users", "" + users)) {
      browser.go(secured.http("/schema").toString());
      assertFalse(browser.text().contains("open-account"), browser::text);
      browser.run(
          """
          document.querySelector('[name=user]').value = 'ada';
          document.querySelector('[name=password]').value = 'correct horse battery';
          document.querySelector('form').submit();
          """);
      browser.awaitText("open-account");
      Cookie cookie = browser.cookies().iterator().next();
      assertTrue(cookie.isHttpOnly(), cookie::toString);
      assertEquals("Lax", cookie.getSameSite(), cookie::toString);
      assertEquals("", browser.run("return document.cookie"), "no script reads it");
      assertEquals(
          List.of("ada", 1008L, 401L),
          browser.await(
              """
              const socket = new WebSocket(args[0], 'ringfold.json');
              const user = await new Promise((resolve, reject) => {
                socket.onerror = () => reject(new Error('the socket failed'));
                socket.onopen = () => socket.send(JSON.stringify(
                  ['cmd', 'browser', 1, {name: 'visit-page', data: {url: '/signed/in'}}]));
                socket.onmessage = ({data}) => {
                  const content = JSON.parse(data);
                  const messages = typeof content[0] === 'string' ? [content] : content;
                  const update = messages.find(([tag]) => tag === 'update');
                  if (update) resolve(update[3].user);
                };
              });
              const closed = new Promise((resolve) => { socket.onclose = ({code}) => resolve(code); });
              await fetch('/logout', {method: 'POST'});
              return [user, await closed, (await fetch('/query?name=total')).status];
              """,
              secured.webSocket().toString()));
      assertEquals(0, secured.stop(), secured.output());
    }
  }

  /** As a page without a bundler uses it, from another origin on this machine. */
  @Test
  void theJavaScriptClientWorksInABrowserAsItStands() throws IOException {
    HttpServer files = serveFiles(Built.root().resolve("clients/javascript/src"));
    try {
      browser.go("http://127.0.0.1:" + files.getAddress().getPort() + "/");
      Object answer =
          browser.await(
              """
              const { connect } = await import('/index.js');
              const client = await connect(args[0]);
              const events = [];
              client.subscribe(({ name }) => events.push(name));
              const ack = await client.send('open-account', { account: args[1], owner: 'Ada' });
              const { result } = await client.query(
                'get-balance', { account: args[1] }, { minSeq: ack.seq });
              while (events.length === 0) {
                await new Promise((resolve) => setTimeout(resolve, 10));
              }
              client.close();
              return [ack.durability, result.owner, ...events];
              """,
              server.webSocket().toString(),
              UUID.randomUUID().toString());
      assertEquals(List.of("fsync", "Ada", "account-opened"), answer);
    } finally {
      files.stop(0);
    }
  }

  private static HttpServer serveFiles(Path sources) throws IOException {
    HttpServer files =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    files.createContext(
        "/",
        exchange -> {
          String name = exchange.getRequestURI().getPath().substring(1);
          boolean isPage = name.isEmpty();
          byte[] content =
              isPage
                  ? "<!doctype html><title>a page</title>".getBytes(StandardCharsets.UTF_8)
                  : Files.readAllBytes(sources.resolve(name));
          exchange
              .getResponseHeaders()
              .set("Content-Type", isPage ? "text/html" : "text/javascript");
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content);
          exchange.close();
        });
    files.start();
    return files;
  }
}
