package dev.notely.store.catalog;

import java.util.List;

/**
 * What an operator asked for.
 *
 * @param spec JSON, as checked by a proxy; opaque here
 * @param waves their names, in order; at least one
 */
public record MigrationPlan(String name, String spec, List<String> waves) {
  public MigrationPlan {
    waves = List.copyOf(waves);
    if (name.isBlank() || waves.isEmpty()) {
      throw new IllegalArgumentException("a migration has a name and at least one wave");
    }
  }
}
