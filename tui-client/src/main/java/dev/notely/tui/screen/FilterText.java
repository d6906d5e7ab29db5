package dev.notely.tui.screen;

import java.util.List;

/** A filter as it is shown. */
final class FilterText {
  private FilterText() {}

  static List<Part> of(Filter filter) {
    if (!filter.typed() && filter.text().isEmpty()) {
      return List.of();
    }
    return List.of(
        new Part("  /", Role.ACCENT),
        new Part(filter.text() + (filter.typed() ? "_" : ""), Role.ACCENT));
  }
}
