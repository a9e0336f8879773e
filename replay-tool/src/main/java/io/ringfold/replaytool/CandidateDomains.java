package io.ringfold.replaytool;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.DomainModule;
import io.ringfold.engine.domain.Domains;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.jar.JarFile;

/**
 * Domains out of jars that are not on the class path, each class in the version that the jars have:
 * their class loader sees the JDK, the domain API and the libraries that a domain shares with the
 * engine, and nothing else of this program. Domains that the jars do not bring are the current
 * ones.
 *
 * <p>That keeps versions apart; it is no wall against code that means harm.
 */
final class CandidateDomains implements Closeable {

  /** What a domain and the engine must have the same of, or hand each other. */
  private static final List<String> SHARED =
      List.of("io.ringfold.engine.domain.", "org.pcollections.", "org.agrona.", "org.slf4j.");

  private static final String SERVICE = "META-INF/services/" + DomainModule.class.getName();

  private final URLClassLoader loader;
  private final Domains domains;
  private final List<String> names;

  private CandidateDomains(URLClassLoader loader, Domains domains, List<String> names) {
    this.loader = loader;
    this.domains = domains;
    this.names = names;
  }

  /** Gives a candidate's classes what they share with this program. */
  private static final class SharedClasses extends ClassLoader {
    private final ClassLoader program = SharedClasses.class.getClassLoader();

    private SharedClasses() {
      super("ringfold-shared", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (SHARED.stream().anyMatch(name::startsWith)) {
        return program.loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }

  /**
   * Loads every domain that the jars name as a service.
   *
   * @param jars jars or directories of classes, separated as in a class path: the domain's first
   * @throws ToolException where there is none, or it cannot be loaded
   */
  static CandidateDomains load(String jars, Domains current) {
    URLClassLoader loader =
        new URLClassLoader("ringfold-candidate", urls(jars), new SharedClasses());
    try {
      Map<String, Domain<?>> byName = new TreeMap<>();
      current.all().forEach(domain -> byName.put(domain.name(), domain));
      List<Domain<?>> found = found(loader, jars);
      found.forEach(domain -> byName.put(domain.name(), domain));
      return new CandidateDomains(
          loader, Domains.of(byName.values()), found.stream().map(Domain::name).sorted().toList());
    } catch (IllegalArgumentException e) {
      closeQuietly(loader);
      throw new ToolException(
          "the domains of " + jars + " do not go with the current ones: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      closeQuietly(loader);
      throw e;
    }
  }

  private static URL[] urls(String jars) {
    List<URL> urls = new ArrayList<>();
    for (String each : jars.split(File.pathSeparator)) {
      Path path = Path.of(each);
      requireClasses(path);
      try {
        urls.add(path.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new ToolException("--with " + each + " cannot be opened: " + e.getMessage(), e);
      }
    }
    return urls.toArray(new URL[0]);
  }

  private static void requireClasses(Path path) {
    if (Files.isDirectory(path)) {
      return;
    }
    if (!Files.exists(path)) {
      throw new ToolException("--with " + path + " does not exist: name the jar of a domain");
    }
    // a class loader passes over what it cannot open, and would say that classes are missing
    try (JarFile jar = new JarFile(path.toFile())) {
      jar.size();
    } catch (IOException e) {
      throw new ToolException("--with " + path + " is not a jar: " + e.getMessage(), e);
    }
  }

  private static List<Domain<?>> found(ClassLoader loader, String jars) {
    List<Domain<?>> found = new ArrayList<>();
    Map<String, DomainModule> byName = new HashMap<>();
    try {
      Iterator<DomainModule> modules = ServiceLoader.load(DomainModule.class, loader).iterator();
      while (modules.hasNext()) {
        DomainModule module = modules.next();
        Domain<?> domain = module.domain();
        if (domain == null) {
          throw new ToolException(
              "--with " + jars + ": " + module.getClass().getName() + " gives no domain");
        }
        DomainModule other = byName.put(domain.name(), module);
        if (other != null) {
          throw new ToolException(
              "--with %s: %s gives domain %s, and so does %s"
                  .formatted(
                      jars,
                      module.getClass().getName(),
                      domain.name(),
                      other.getClass().getName()));
        }
        found.add(domain);
      }
    } catch (ToolException e) {
      throw e;
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      throw new ToolException(
          "the domain in "
              + jars
              + " cannot be loaded: "
              + causes(e)
              + ". It gets the JDK, the domain API, pcollections, Agrona and SLF4J; more jars that"
              + " it needs follow it in --with, separated by "
              + File.pathSeparator,
          e);
    }
    if (found.isEmpty()) {
      throw new ToolException(
          "there is no domain in " + jars + ": it has no " + SERVICE + " that names one");
    }
    return found;
  }

  /** The reason is often wrapped twice: by the service loader, and by an initializer. */
  private static String causes(Throwable failure) {
    StringBuilder text = new StringBuilder(failure.toString());
    for (Throwable each = failure.getCause(); each != null; each = each.getCause()) {
      text.append(": ").append(each);
    }
    return text.toString();
  }

  /** The current domains, with those of the jars in place of their namesakes. */
  Domains domains() {
    return domains;
  }

  /** The names of the domains that the jars bring. */
  List<String> names() {
    return names;
  }

  @Override
  public void close() {
    closeQuietly(loader);
  }

  private static void closeQuietly(URLClassLoader loader) {
    try {
      loader.close();
    } catch (IOException ignored) {
      // read only, and read
    }
  }
}
