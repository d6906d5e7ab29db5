package dev.notely.store.catalog;

import java.util.List;

/**
 * What an operator asked for.
 *
 * @param spec JSON, as checked by a proxy; opaque here
 * @param waves their names, in order; at least one
 * @param lazy strategy lazy: records follow the commit of their account. Else copy: they go ahead
 */
public record MigrationPlan(String name, String spec, List<String> waves, boolean lazy) {
  public MigrationPlan {
    waves = List.copyOf(waves);
    if (name.isBlank() || waves.isEmpty()) {
      throw new IllegalArgumentException("a migration has a name and at least one wave");
    }
  }

  /** By the strategy copy. */
  public MigrationPlan(String name, String spec, List<String> waves) {
    this(name, spec, waves, false);
  }

  /** The name of the strategy, for people. */
  String strategy() {
    return lazy ? "lazy" : "copy";
  }
}
