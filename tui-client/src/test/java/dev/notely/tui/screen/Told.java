package dev.notely.tui.screen;

import java.util.ArrayList;
import java.util.List;

/** What a step did, in words, for tables of keys. */
final class Told {
  private Told() {}

  static String of(ScreenState before, Step step) {
    ScreenState after = step.state();
    List<String> words = new ArrayList<>();
    switch (step.effect()) {
      case Effect.None _ -> {}
      case Effect.Quit _ -> words.add("quits");
      case Effect.Ask ask -> words.add("calls " + ask.call());
    }
    if (after.page() != before.page()) {
      words.add("goes to " + after.page());
    }
    after.talk().question().ifPresent(question -> words.add("asks \"" + text(question) + "\""));
    if (after.talk().help() != before.talk().help()) {
      words.add(after.talk().help() ? "shows help" : "hides help");
    }
    if (!after.talk().detail().equals(before.talk().detail())) {
      words.add(after.talk().detail().isPresent() ? "opens the detail" : "closes the detail");
    }
    if (after.window().theme() != before.window().theme()) {
      words.add("theme " + after.window().theme());
    }
    if (!after.target().equals(before.target())) {
      words.add("target " + after.target());
    }
    words.addAll(lists(before.lists(), after.lists()));
    boolean says = !after.talk().outcome().equals(before.talk().outcome());
    if (says && step.effect() instanceof Effect.None) {
      words.add("says \"" + after.talk().outcome().text() + "\"");
    }
    return words.isEmpty() ? "nothing" : String.join(", ", words);
  }

  private static String text(Question question) {
    return switch (question) {
      case Question.Choice choice ->
          choice.sentence()
              + choice.options().stream()
                  .map(option -> " [" + option.key() + " " + option.label() + "]")
                  .reduce("", String::concat);
      case Question.Prompt prompt -> prompt.sentence() + " [" + prompt.typed() + "]";
    };
  }

  private static List<String> lists(Lists before, Lists after) {
    List<String> words = new ArrayList<>();
    if (after.overviewTop() != before.overviewTop()) {
      words.add("scrolls to " + after.overviewTop());
    }
    cursor(words, before.migrations(), after.migrations());
    cursor(words, before.accounts().listing(), after.accounts().listing());
    cursor(words, before.logs().listing(), after.logs().listing());
    if (after.accounts().order() != before.accounts().order()) {
      words.add("order " + after.accounts().order());
    }
    if (after.logs().level() != before.logs().level()) {
      words.add("level " + after.logs().level());
    }
    if (after.accounts().filter().typed() || after.logs().filter().typed()) {
      words.add("types a filter");
    }
    return words;
  }

  private static void cursor(List<String> words, Listing<?> before, Listing<?> after) {
    if (after.cursor() != before.cursor()) {
      words.add("cursor " + before.cursor() + " -> " + after.cursor());
    }
  }
}
