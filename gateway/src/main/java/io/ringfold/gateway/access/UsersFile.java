package io.ringfold.gateway.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users on disk, JSON:
 *
 * <pre>
 *   {"format": 1,
 *    "users": [{"name": "ada", "password": "$argon2id$…" or null, "roles": ["teller"], "stamp": "…",
 *               "tokens": [{"label": "…", "sha256": "…", "created": "…", "expires": "…"}]}]}
 * </pre>
 *
 * <p>What is not exactly so is refused, as a misread line could let somebody in. A change is
 * written beside the file, forced, and renamed over it: whoever reads finds the old users or the
 * new, whole. The file is for its owner only (mode 600).
 */
public final class UsersFile {
  private static final Logger LOG = LoggerFactory.getLogger(UsersFile.class);

  private static final int FORMAT = 1;
  private static final long MAX_BYTES = 16 << 20;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final FileAttribute<Set<PosixFilePermission>> MODE_600 =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** A change of the users; what it throws leaves the file as it was. */
  @FunctionalInterface
  public interface Change {
    Users apply(Users users) throws AccessException;
  }

  private final Path path;

  public UsersFile(Path path) {
    this.path = path;
  }

  public Path path() {
    return path;
  }

  /**
   * Reads all users.
   *
   * @throws AccessException where there is no such file, it cannot be read, or is malformed
   */
  public Users read() throws AccessException {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new AccessException("users file " + path + " has more than " + MAX_BYTES + " bytes");
      }
      warnWhereOthersMayRead();
      return users(JSON.readTree(Files.readAllBytes(path)));
    } catch (NoSuchFileException e) {
      throw new AccessException(
          "there is no users file "
              + path
              + "; make it with: ringfold user add <name> --users "
              + path,
          e);
    } catch (JsonProcessingException e) {
      throw malformed(e.getOriginalMessage() + at(e), e);
    } catch (IOException e) {
      throw new AccessException("cannot read users file " + path + ": " + e, e);
    } catch (IllegalArgumentException e) {
      throw malformed(e.getMessage(), e);
    }
  }

  private AccessException malformed(String why, Exception cause) {
    return new AccessException("users file " + path + " is malformed: " + why, cause);
  }

  private static String at(JsonProcessingException e) {
    return e.getLocation() == null ? "" : ", in line " + e.getLocation().getLineNr();
  }

  private void warnWhereOthersMayRead() throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view != null && !OWNER_ONLY.containsAll(view.readAttributes().permissions())) {
      LOG.warn("users file {} is open to others than its owner: chmod 600 {}", path, path);
    }
  }

  /**
   * Changes the users; one process and thread at a time.
   *
   * @param create whether the file may be missing, and is made then
   * @return what was written
   * @throws AccessException where the file cannot be read or written, or of the change
   */
  public Users change(boolean create, Change change) throws AccessException {
    try {
      // a link stays one: what it leads to is replaced
      Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
      Path lock = target.resolveSibling(target.getFileName() + ".lock");
      if (!create && !Files.exists(target)) {
        read();
      }
      Files.createDirectories(target.getParent());
      // the file's lock keeps other processes out, not other threads of this one
      synchronized (UsersFile.class) {
        try (FileChannel channel =
            FileChannel.open(
                lock, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), MODE_600)) {
          channel.lock();
          Users before = Files.exists(target) ? read() : new Users(List.of());
          Users after = change.apply(before);
          write(target, JSON.writeValueAsString(tree(after)) + "\n");
          return after;
        }
      }
    } catch (IOException e) {
      throw new AccessException("cannot write users file " + path + ": " + e, e);
    }
  }

  private static void write(Path target, String text) throws IOException {
    Path temporary = Files.createTempFile(target.getParent(), ".users-", ".tmp", MODE_600);
    try {
      keepOwner(target, temporary);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    try (FileChannel directory = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /** Changed by root, it stays readable for the server's own user. */
  private static void keepOwner(Path old, Path fresh) throws IOException {
    if (!Files.exists(old)) {
      return;
    }
    PosixFileAttributes before = Files.readAttributes(old, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
    if (!before.owner().equals(view.readAttributes().owner())) {
      try {
        view.setOwner(before.owner());
      } catch (FileSystemException e) {
        throw new FileSystemException(
            old.toString(), null, "belongs to " + before.owner() + ": run this as that user");
      }
    }
  }

  // ---- to JSON

  private static ObjectNode tree(Users users) {
    ObjectNode root = JSON.createObjectNode().put("format", FORMAT);
    ArrayNode list = root.putArray("users");
    for (User user : users.all()) {
      ObjectNode each = list.addObject().put("name", user.name());
      each.put("password", user.passwordHash());
      ArrayNode roles = each.putArray("roles");
      user.roles().forEach(roles::add);
      each.put("stamp", user.stamp());
      ArrayNode tokens = each.putArray("tokens");
      for (User.Token token : user.tokens()) {
        tokens
            .addObject()
            .put("label", token.label())
            .put("sha256", token.sha256())
            .put("created", token.createdAt().toString())
            .put("expires", token.expiresAt().toString());
      }
    }
    return root;
  }

  // ---- and back; IllegalArgumentException where it is not of the form above

  private static Users users(JsonNode root) {
    requireFields("the file", root, Set.of("format", "users"));
    if (!root.get("format").isInt() || root.get("format").intValue() != FORMAT) {
      throw new IllegalArgumentException(
          "format " + root.get("format") + ": this version reads format " + FORMAT);
    }
    List<User> users = new ArrayList<>();
    for (JsonNode user : array("users", root.get("users"))) {
      users.add(user(user));
    }
    return new Users(users);
  }

  private static User user(JsonNode user) {
    requireFields("a user", user, Set.of("name", "password", "roles", "stamp", "tokens"));
    String name = text("name", user.get("name"));
    TreeSet<String> roles = new TreeSet<>();
    for (JsonNode role : array("roles", user.get("roles"))) {
      roles.add(text("a role of " + name, role));
    }
    List<User.Token> tokens = new ArrayList<>();
    for (JsonNode token : array("tokens", user.get("tokens"))) {
      requireFields("a token of " + name, token, Set.of("label", "sha256", "created", "expires"));
      tokens.add(
          new User.Token(
              text("label", token.get("label")),
              text("sha256", token.get("sha256")),
              time("created", token.get("created")),
              time("expires", token.get("expires"))));
    }
    JsonNode password = user.get("password");
    return new User(
        name,
        password.isNull() ? null : text("password of " + name, password),
        roles,
        text("stamp of " + name, user.get("stamp")),
        tokens);
  }

  private static void requireFields(String what, JsonNode node, Set<String> names) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(what + " must be a JSON object");
    }
    Set<String> present = new HashSet<>();
    node.fieldNames().forEachRemaining(present::add);
    if (!present.equals(names)) {
      throw new IllegalArgumentException(
          what
              + " has the fields "
              + new TreeSet<>(present)
              + ", must have exactly "
              + new TreeSet<>(names));
    }
  }

  private static JsonNode array(String what, JsonNode node) {
    if (!node.isArray()) {
      throw new IllegalArgumentException(what + " must be a JSON array");
    }
    return node;
  }

  private static String text(String what, JsonNode node) {
    if (!node.isTextual()) {
      throw new IllegalArgumentException(what + " must be a string");
    }
    return node.textValue();
  }

  private static Instant time(String what, JsonNode node) {
    try {
      return Instant.parse(text(what, node));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(what + " must be a time like 2026-11-21T08:00:00Z", e);
    }
  }
}
