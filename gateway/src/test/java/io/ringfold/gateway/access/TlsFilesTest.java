package io.ringfold.gateway.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.gateway.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With files that openssl made. */
class TlsFilesTest {
  @TempDir Path directory;

  private static String refusal(TlsFiles files) {
    return assertThrows(AccessException.class, files::load).getMessage();
  }

  @Test
  void readsKeysOfEveryUsualKind() throws Exception {
    for (String algorithm : List.of("rsa:2048", "ec", "ed25519")) {
      Certificates made = Certificates.make(directory, algorithm.replace(":", ""), algorithm);
      assertEquals("TLS", TlsFiles.pem(made.certificate(), made.key()).load().getProtocol());
      assertEquals("TLS", TlsFiles.pkcs12(made.keystore(), made.password()).load().getProtocol());
    }
  }

  @Test
  void refusesAKeyOfAnotherCertificate() throws Exception {
    Certificates one = Certificates.make(directory, "one", "ec");
    Certificates other = Certificates.make(directory, "other", "ec");
    Certificates rsa = Certificates.make(directory, "rsa", "rsa:2048");
    for (Path key : List.of(other.key(), rsa.key())) {
      String refusal = refusal(TlsFiles.pem(one.certificate(), key));
      assertTrue(refusal.contains("is not that of the certificate"), refusal);
    }
  }

  @Test
  void saysWhatIsWrongWithWhichFile() throws Exception {
    Certificates good = Certificates.make(directory, "good", "rsa:2048");
    Path missing = directory.resolve("missing");
    Path empty = Files.writeString(directory.resolve("empty"), "");
    Path pkcs1 = directory.resolve("pkcs1");
    Certificates.openssl("rsa", "-traditional", "-in", "" + good.key(), "-out", "" + pkcs1);
    Path encrypted = directory.resolve("encrypted");
    Certificates.openssl(
        "pkcs8", "-topk8", "-passout", "pass:x", "-in", "" + good.key(), "-out", "" + encrypted);
    assertTrue(refusal(TlsFiles.pem(missing, good.key())).startsWith("tls-cert " + missing));
    assertTrue(refusal(TlsFiles.pem(empty, good.key())).contains("there is no certificate"));
    assertTrue(refusal(TlsFiles.pem(good.key(), good.key())).startsWith("tls-cert"));
    assertTrue(refusal(TlsFiles.pem(good.certificate(), missing)).startsWith("tls-key " + missing));
    assertTrue(refusal(TlsFiles.pem(good.certificate(), empty)).contains("no key in it"));
    assertTrue(refusal(TlsFiles.pem(good.certificate(), pkcs1)).contains("a RSA PRIVATE KEY"));
    assertTrue(
        refusal(TlsFiles.pem(good.certificate(), encrypted)).contains("ENCRYPTED PRIVATE KEY"));
    String text = Files.readString(good.key());
    Path damaged =
        Files.writeString(
            directory.resolve("damaged"), text.substring(0, 60) + "AAAA" + text.substring(64));
    assertTrue(refusal(TlsFiles.pem(good.certificate(), damaged)).contains("damaged"));
    Path wrong = Files.writeString(directory.resolve("wrong"), "wrong\n");
    assertTrue(refusal(TlsFiles.pkcs12(good.keystore(), wrong)).startsWith("tls-keystore "));
    assertTrue(refusal(TlsFiles.pkcs12(good.key(), good.password())).startsWith("tls-keystore "));
  }
}
