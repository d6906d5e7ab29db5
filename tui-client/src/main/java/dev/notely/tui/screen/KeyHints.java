package dev.notely.tui.screen;

import java.util.ArrayList;
import java.util.List;

/** What can be pressed now, in one line. */
final class KeyHints {
  private KeyHints() {}

  static List<Part> answers(Question question) {
    List<Part> parts = new ArrayList<>();
    switch (question) {
      case Question.Choice choice -> {
        choice.options().forEach(option -> add(parts, "" + option.key(), option.label()));
        add(parts, "any other key", "no");
      }
      case Question.Prompt _ -> {
        add(parts, "enter", "does it");
        add(parts, "esc", "leaves it");
      }
    }
    return parts;
  }

  static List<Part> of(ScreenState state) {
    List<Part> parts = new ArrayList<>();
    if (Filtering.isTyped(state)) {
      add(parts, "enter", "keeps the filter");
      add(parts, "esc", "takes it away");
      return parts;
    }
    if (state.talk().help()) {
      add(parts, "any key", "closes the help");
      return parts;
    }
    if (state.talk().detail().isPresent()) {
      add(parts, "esc", "closes");
      add(parts, "k j", "scroll");
      add(parts, "?", "help");
      add(parts, "q", "quit");
      return parts;
    }
    switch (state.page()) {
      case OVERVIEW -> {
        add(parts, "d", "deploy");
        steering(parts, state);
      }
      case MIGRATIONS -> {
        steering(parts, state);
        add(parts, "enter", "journal");
      }
      case ACCOUNTS -> {
        add(parts, "m", "move");
        add(parts, "M", "move all");
        add(parts, "s", "store");
        add(parts, "/", "filter");
        add(parts, "o", "order");
        add(parts, "enter", "journal");
      }
      case LOGS -> {
        add(parts, "/", "filter");
        add(parts, "v", "level");
        add(parts, "enter", "whole");
      }
    }
    add(parts, "?", "help");
    add(parts, "q", "quit");
    return parts;
  }

  private static void steering(List<Part> parts, ScreenState state) {
    state
        .steered()
        .map(MigrationKeys::permitted)
        .ifPresent(keys -> keys.forEach(key -> add(parts, "" + key.key(), key.word())));
  }

  private static void add(List<Part> parts, String key, String word) {
    parts.add(new Part((parts.isEmpty() ? " " : "  ") + key, Role.ACCENT));
    parts.add(Part.text(" " + word));
  }
}
