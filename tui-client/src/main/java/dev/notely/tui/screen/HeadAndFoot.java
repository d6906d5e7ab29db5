package dev.notely.tui.screen;

import dev.notely.tui.stream.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The lines around every page: where one is, how all stands, what was said, what can be pressed.
 */
final class HeadAndFoot {
  private HeadAndFoot() {}

  static void tabs(ScreenState state, ScreenLayout layout, Pane pane) {
    List<Part> parts = new ArrayList<>();
    int x = 0;
    for (Page page : Page.ALL) {
      int start = layout.tabStart(page);
      parts.add(Part.text(" ".repeat(start - x)));
      parts.add(new Part(page.tab(), page == state.page() ? Role.SELECTED : Role.TEXT));
      x = start + page.tab().length();
    }
    pane.line(parts, link(state));
  }

  /** In words, and in fewer where there is no room. */
  private static List<Part> link(ScreenState state) {
    Feed feed = state.feed();
    Link link = feed.link();
    String from = feed.view().proxy().isEmpty() ? link.proxy() : feed.view().proxy();
    if (link.state() == Link.State.STOPPED) {
      return List.of(new Part("STOPPED ", Role.ALARM));
    }
    if (feed.isEmpty()) {
      return List.of(new Part("connecting ", Role.WARN));
    }
    if (feed.isStale(state.window().nowMs())) {
      String stale = "STALE " + Figures.duration(feed.ageMs(state.window().nowMs()));
      return List.of(
          new Part(stale + ", from " + from + " ", Role.ALARM), new Part(stale, Role.ALARM));
    }
    int missing = feed.view().missing().size();
    String live = "live from " + from;
    return missing == 0
        ? List.of(new Part(live + " ", Role.GOOD), new Part("live", Role.GOOD))
        : List.of(
            new Part(live + ", " + missing + " not heard ", Role.WARN),
            new Part(missing + " not heard", Role.WARN));
  }

  /** What moves and how fast on the left, whether users suffer on the right. */
  static void summary(ScreenState state, Pane pane) {
    if (state.feed().isEmpty()) {
      return;
    }
    Part users = users(state);
    int room = Math.max(0, pane.width() - users.text().length() - 2);
    pane.line(shortened(moves(state), room), List.of(users));
  }

  private static Part users(ScreenState state) {
    long p99 = History.p99(state.view());
    String figures =
        "%s/min%s "
            .formatted(
                Figures.count(Health.lastMinute(state.view(), 0)),
                p99 == 0 ? "" : ", p99 " + Figures.latency(p99) + " ms");
    if (state.feed().isStale(state.window().nowMs())) {
      return Part.faint("users: unknown now; were " + figures);
    }
    if (state.view().routes().isEmpty()) {
      return Part.faint("users: no gateway has reported yet ");
    }
    Health health = Health.of(state.view(), state.feed().history());
    String reasons = String.join(", ", health.reasons());
    return new Part(
        switch (health.role()) {
          case ALARM -> "USERS SUFFER: " + reasons + " ";
          case WARN -> "users: " + reasons + "; " + figures;
          default -> "users well: " + figures;
        },
        health.role());
  }

  private static List<Part> shortened(List<Part> parts, int columns) {
    List<Part> kept = new ArrayList<>();
    int left = columns;
    for (Part part : parts) {
      String text = Pane.cut(part.text(), left);
      left -= text.length();
      kept.add(new Part(text, part.role()));
    }
    return kept;
  }

  private static List<Part> moves(ScreenState state) {
    List<MigrationRow> open =
        state.lists().migrations().rows().stream().filter(MigrationRow::isOpen).toList();
    long moving = state.lists().accounts().moving();
    List<Part> parts = new ArrayList<>(List.of(Part.text(" ")));
    if (open.size() == 1) {
      MigrationRow row = open.getFirst();
      parts.add(new Part(row.name() + " " + row.state(), row.role()));
      parts.add(row.status().total() == 0 ? Part.text("") : Part.text(progress(row.status())));
    } else if (!open.isEmpty()) {
      parts.add(new Part(states(open), worst(open)));
    }
    String accounts =
        moving == 0
            ? ""
            : Figures.count(moving) + (moving == 1 ? " account moves" : " accounts move");
    if (open.isEmpty()) {
      parts.add(accounts.isEmpty() ? Part.faint("nothing moves") : new Part(accounts, Role.GOOD));
    } else if (!accounts.isEmpty()) {
      parts.add(Part.text(", " + accounts));
    }
    return parts;
  }

  private static String progress(MigrationStatus status) {
    String eta = status.etaSeconds().map(s -> ", " + Figures.age(s * 1_000) + " left").orElse("");
    return " %d %%%s, %s/s"
        .formatted(
            Figures.percent(status.done(), status.total()), eta, Figures.count(status.rate()));
  }

  private static String states(List<MigrationRow> open) {
    return open.size()
        + " migrations: "
        + open.stream()
            .map(MigrationRow::state)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
  }

  private static Role worst(List<MigrationRow> open) {
    return open.stream().map(MigrationRow::role).max(Role::compareTo).orElse(Role.TEXT);
  }

  static void outcome(ScreenState state, Pane pane) {
    Talk talk = state.talk();
    if (talk.question().isEmpty()) {
      pane.line(new Part(" " + talk.outcome().text(), talk.outcome().role()));
      return;
    }
    switch (talk.question().get()) {
      case Question.Choice choice -> pane.line(new Part(" " + choice.sentence(), Role.WARN));
      case Question.Prompt prompt -> {
        String typed = prompt.typed() + "_";
        int room = Math.max(12, pane.width() - prompt.sentence().length() - 3);
        // Its end is where one types.
        String end = typed.substring(Math.max(0, typed.length() - room));
        pane.line(new Part(" " + prompt.sentence() + " ", Role.WARN), Part.text(end));
      }
    }
  }

  static void keys(ScreenState state, Pane pane) {
    pane.line(state.talk().question().map(KeyHints::answers).orElseGet(() -> KeyHints.of(state)));
  }
}
