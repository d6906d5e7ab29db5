package dev.notely.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What can be measured by itself, in the order of a whole run. */
enum Part {
  CHAIN,
  MIGRATION,
  MIRRORS,
  COPY,
  CUTOVER,
  HOT,
  TRACING,
  SCREEN;

  /**
   * The part with this name; of an empty name, all.
   *
   * @throws IllegalArgumentException with the names that there are
   */
  static Set<Part> named(String name) {
    if (name.isEmpty()) {
      return EnumSet.allOf(Part.class);
    }
    return Arrays.stream(values())
        .filter(part -> part.word().equals(name))
        .findFirst()
        .map(EnumSet::of)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "-Dpart is '"
                    + name
                    + "'; it is one of "
                    + Arrays.stream(values()).map(Part::word).toList()
                    + ", or nothing for all"));
  }

  /** As it is typed. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** It has users who must find a system that is warm. */
  boolean hasUsers() {
    return this != COPY && !isApart();
  }

  /** It has systems of its own. */
  boolean isApart() {
    return this == HOT || this == TRACING || this == SCREEN;
  }

  /** It needs generated accounts of many notes. */
  boolean movesLarge() {
    return this == MIGRATION || this == COPY;
  }
}
