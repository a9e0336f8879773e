package io.ringfold.gateway.access;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Where the server's certificate and key are: two PEM files, or one PKCS#12 file and one with its
 * password. Immutable; the files may change.
 *
 * <p>PEM is what ACME clients and openssl write: the certificate first and then its chain, and the
 * key as PKCS#8 (RFC 5958), not encrypted, RSA, EC or EdDSA.
 *
 * @param certificate PEM; null with a keystore
 * @param key PEM; null with a keystore
 * @param keystore PKCS#12; null with PEM
 * @param keystorePassword its first line is the password; null with PEM
 */
public record TlsFiles(Path certificate, Path key, Path keystore, Path keystorePassword) {
  private static final Pattern PKCS8 = block("PRIVATE KEY");
  private static final Pattern OTHER_KEY =
      Pattern.compile("-----BEGIN ((?:[A-Z0-9]+ )+PRIVATE KEY)-----");

  /** Which signature shows that a key belongs to a certificate, by the algorithm of the key. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private record Identity(PrivateKey key, Certificate[] chain) {}

  public static TlsFiles pem(Path certificate, Path key) {
    return new TlsFiles(certificate, key, null, null);
  }

  public static TlsFiles pkcs12(Path keystore, Path keystorePassword) {
    return new TlsFiles(null, null, keystore, keystorePassword);
  }

  private static Pattern block(String kind) {
    return Pattern.compile(
        "-----BEGIN " + kind + "-----([A-Za-z0-9+/=\\s]+)-----END " + kind + "-----");
  }

  /** All files that have a part in it. */
  List<Path> paths() {
    return Stream.of(certificate, key, keystore, keystorePassword)
        .filter(each -> each != null)
        .toList();
  }

  /**
   * Reads the files.
   *
   * @throws AccessException naming the file that cannot be used, and what it must be
   */
  public SSLContext load() throws AccessException {
    Identity identity = keystore == null ? fromPem() : fromPkcs12();
    requireMatch(identity);
    try {
      char[] none = new char[0];
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, none);
      store.setKeyEntry("server", identity.key(), none, identity.chain());
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, none);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AccessException("cannot use the certificate and key of " + paths() + ": " + e, e);
    }
  }

  private Identity fromPem() throws AccessException {
    return new Identity(privateKey(), chain());
  }

  private Certificate[] chain() throws AccessException {
    try (InputStream in = Files.newInputStream(certificate)) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .toArray(Certificate[]::new);
      if (chain.length == 0) {
        throw new AccessException("tls-cert " + certificate + ": there is no certificate in it");
      }
      return chain;
    } catch (IOException | GeneralSecurityException e) {
      throw new AccessException(
          "tls-cert " + certificate + ": cannot be read as certificates in PEM: " + e, e);
    }
  }

  private PrivateKey privateKey() throws AccessException {
    String text = text("tls-key", key);
    Matcher block = PKCS8.matcher(text);
    if (!block.find()) {
      Matcher other = OTHER_KEY.matcher(text);
      throw new AccessException(
          "tls-key "
              + key
              + ": "
              + (other.find() ? "it holds a " + other.group(1) : "there is no key in it")
              + ", must be a PRIVATE KEY (PKCS#8, not encrypted); openssl pkcs8 -topk8 -nocrypt -in "
              + key
              + " makes one");
    }
    PKCS8EncodedKeySpec encoded;
    try {
      encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(1)));
    } catch (IllegalArgumentException e) {
      throw new AccessException("tls-key " + key + ": the base64 in it is damaged", e);
    }
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException e) {
        // of another algorithm, then
        continue;
      } catch (GeneralSecurityException e) {
        throw new AccessException("tls-key " + key + ": " + e, e);
      }
    }
    throw new AccessException("tls-key " + key + ": must be a key of RSA, EC or Ed25519");
  }

  private Identity fromPkcs12() throws AccessException {
    char[] password =
        text("tls-keystore-password-file", keystorePassword)
            .lines()
            .findFirst()
            .orElse("")
            .toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(Files.readAllBytes(keystore)), password);
      List<String> aliases =
          Collections.list(store.aliases()).stream().filter(each -> hasKey(store, each)).toList();
      if (aliases.size() != 1) {
        throw new AccessException(
            "tls-keystore " + keystore + ": holds " + aliases.size() + " keys, must hold one");
      }
      return new Identity(
          (PrivateKey) store.getKey(aliases.get(0), password),
          store.getCertificateChain(aliases.get(0)));
    } catch (IOException | GeneralSecurityException e) {
      throw new AccessException(
          "tls-keystore "
              + keystore
              + ": cannot be opened as PKCS#12 with the first line of "
              + keystorePassword
              + ": "
              + e.getMessage(),
          e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static boolean hasKey(KeyStore store, String alias) {
    try {
      return store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String text(String setting, Path file) throws AccessException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AccessException(setting + " " + file + ": cannot be read: " + e, e);
    }
  }

  /** A key of another certificate would be noticed by the first client only. */
  private void requireMatch(Identity identity) throws AccessException {
    PublicKey certified = ((X509Certificate) identity.chain()[0]).getPublicKey();
    String algorithm = SIGNATURES.get(certified.getAlgorithm());
    try {
      if (algorithm != null && isPair(algorithm, identity.key(), certified)) {
        return;
      }
    } catch (InvalidKeyException e) {
      // a key of another algorithm
    } catch (GeneralSecurityException e) {
      throw new AccessException("cannot use the key of " + paths() + ": " + e, e);
    }
    throw new AccessException(
        "the key is not that of the certificate: "
            + paths()
            + "; the first certificate must be the server's own");
  }

  private static boolean isPair(String algorithm, PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    byte[] probe = Secrets.randomBytes(32);
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(probe);
    return signature.verify(signed);
  }
}
