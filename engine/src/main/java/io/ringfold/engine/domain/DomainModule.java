package io.ringfold.engine.domain;

/**
 * The entry of a domain into a server: an implementation listed in {@code
 * META-INF/services/io.ringfold.engine.domain.DomainModule} is found by {@link
 * java.util.ServiceLoader} and served.
 *
 * <p>Implementations need a public constructor without arguments.
 */
public interface DomainModule {

  /**
   * The domain's definition. Called once for each engine; must return an equal definition each
   * time.
   */
  Domain<?> domain();
}
