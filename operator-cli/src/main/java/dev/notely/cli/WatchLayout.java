package dev.notely.cli;

import dev.notely.cli.WatchRow.Bar;
import dev.notely.cli.WatchRow.Words;
import dev.tamboui.style.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Which rows a screen of this size gets: what the migration is, a bar for each wave and one for
 * all, facts, the latest events. Where room is short, gaps go first, then older events, then waves
 * far from the one that moves. Pure.
 */
final class WatchLayout {
  /** From this width on a bar and its figures fit in one row. */
  private static final int WIDE = 60;

  private static final int LABEL = 11;
  private static final int WRAPPED = 3; // rows of one fact, at most
  private static final Style PLAIN = Style.EMPTY;
  private static final Style FAINT = Style.EMPTY.dim();
  private static final Style ALARM = Style.EMPTY.red().bold();
  private static final WatchRow GAP = new Words("", PLAIN);

  private final int width;
  private final int height;

  WatchLayout(int width, int height) {
    this.width = width;
    this.height = height;
  }

  List<WatchRow> rows(WatchView view) {
    List<WatchRow> head = head(view);
    List<WatchRow> all = all(view.status());
    List<WatchRow> facts = facts(view.status());
    int room = height - head.size() - all.size() - facts.size();
    List<WatchRow> waves = waves(view.status(), room);
    List<WatchRow> events = events(view.events(), room - waves.size());
    room -= waves.size() + events.size();
    List<WatchRow> rows = new ArrayList<>();
    for (List<WatchRow> part : List.of(head, joined(waves, all), facts, events)) {
      if (!rows.isEmpty() && !part.isEmpty() && room > 0) {
        rows.add(GAP);
        room--;
      }
      rows.addAll(part);
    }
    return List.copyOf(rows);
  }

  private static List<WatchRow> joined(List<WatchRow> some, List<WatchRow> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  private List<WatchRow> head(WatchView view) {
    JsonNode status = view.status();
    List<WatchRow> rows = new ArrayList<>();
    rows.add(new Words(StatusText.line(status), style(Members.text(status, "state")).bold()));
    fact(rows, "permitted", StatusText.permitted(status.path("permitted")), PLAIN);
    fact(rows, "evidence", Members.text(status, "evidence"), PLAIN);
    fact(rows, "notice", view.notice(), ALARM);
    return rows;
  }

  private static Style style(String state) {
    return switch (state) {
      case "HELD" -> PLAIN.red();
      case "PAUSED", "ROLLING_BACK", "ROLLED_BACK", "CANCELLED" -> PLAIN.yellow();
      default -> PLAIN.green();
    };
  }

  // ---- bars

  private List<WatchRow> waves(JsonNode status, int room) {
    List<JsonNode> waves = status.path("waves").valueStream().toList();
    int each = width >= WIDE ? 1 : 2;
    int shown = Math.clamp(room / each, 0, waves.size());
    if (shown < waves.size()) {
      shown = Math.clamp((room - 1) / each, 0, waves.size()); // and a row for the others
    }
    int from = Math.clamp(status.path("wave").asInt(0) - shown / 2, 0, waves.size() - shown);
    List<WatchRow> rows = new ArrayList<>();
    for (int index = from; index < from + shown; index++) {
      JsonNode wave = waves.get(index);
      rows.addAll(
          bar(
              Members.text(wave, "name"),
              Members.count(wave, "moved"),
              Members.count(wave, "accounts"),
              figures(status, index),
              status));
    }
    if (shown < waves.size() && room > 0) {
      rows.add(new Words((waves.size() - shown) + " more waves", FAINT));
    }
    return rows;
  }

  /** As wide as the widest, as long as some columns are left for the bar. */
  private int figuresWidth(JsonNode status) {
    int widest =
        IntStream.range(0, status.path("waves").size())
            .map(index -> figures(status, index).length())
            .max()
            .orElse(0);
    return Math.clamp(widest, ofTotal(status, "done", "total").length(), width / 4 * 3 - 10);
  }

  private static String figures(JsonNode status, int index) {
    JsonNode wave = status.path("waves").path(index);
    StringBuilder figures = new StringBuilder(ofTotal(wave, "moved", "accounts"));
    add(figures, Members.count(wave, "underWay"), "under way");
    add(figures, Members.count(wave, "quarantined"), "quarantined");
    String doing = StatusText.doing(status, index);
    return figures + (doing.isEmpty() ? "" : ", " + doing);
  }

  private static void add(StringBuilder figures, long count, String what) {
    if (count > 0) {
      figures.append(", ").append(Figures.count(count)).append(' ').append(what);
    }
  }

  private static String ofTotal(JsonNode node, String part, String total) {
    return Figures.count(Members.count(node, part))
        + " of "
        + Figures.count(Members.count(node, total));
  }

  private List<WatchRow> all(JsonNode status) {
    return bar(
        "in all",
        Members.count(status, "done"),
        Members.count(status, "total"),
        ofTotal(status, "done", "total"),
        status);
  }

  private List<WatchRow> bar(String name, long done, long total, String figures, JsonNode status) {
    Style style = style(Members.text(status, "state"));
    if (width < WIDE) {
      return List.of(
          new Words(name + ": " + figures, PLAIN), new Bar("", 0, done, total, "", style));
    }
    // Equal columns for all, so that bars stand under one another.
    String after = String.format(Locale.ROOT, "%-" + figuresWidth(status) + "s", figures);
    return List.of(new Bar(name, width / 4, done, total, after, style));
  }

  // ---- facts

  private List<WatchRow> facts(JsonNode status) {
    List<WatchRow> rows = new ArrayList<>();
    fact(
        rows,
        "records",
        Figures.count(Members.count(status, "records"))
            + ", "
            + Figures.count(Members.count(status, "rate"))
            + "/s",
        PLAIN);
    fact(rows, "forecast", forecast(status), PLAIN);
    fact(
        rows,
        "deadline",
        StatusText.deadline(status),
        isFalse(status, "deadlineWillBeMet") ? ALARM : PLAIN);
    fact(rows, "pauses", StatusText.pauses(status.path("pauseMs")), PLAIN);
    JsonNode lag = status.path("lag");
    fact(rows, "lag", StatusText.lag(lag), isFalse(lag, "healthy") ? ALARM : PLAIN);
    boolean clean =
        Members.count(status, "inconsistencies") == 0
            && !Members.text(status, "verification").equals("FAILED");
    fact(rows, "findings", StatusText.findings(status), clean ? PLAIN : ALARM);
    fact(rows, "stands", Members.text(status, "standstill"), ALARM);
    fact(rows, "alert", Members.text(status, "alert"), ALARM);
    fact(rows, "limits", StatusText.limits(status.path("limits")), PLAIN);
    fact(rows, "throttle", StatusText.throttle(status.path("throttle")), PLAIN);
    fact(rows, "leader", Members.text(status, "leader"), PLAIN);
    return rows;
  }

  private static boolean isFalse(JsonNode node, String member) {
    return node.path(member).isBoolean() && !node.path(member).booleanValue();
  }

  /** The gateway's own sentence where it has one. */
  private static String forecast(JsonNode status) {
    JsonNode forecast = status.path("forecast");
    String sentence =
        forecast.isObject() ? Members.text(forecast, "text") : Members.text(status, "forecast");
    if (!sentence.isEmpty() || !status.path("etaSeconds").isNumber()) {
      return sentence;
    }
    return "ends in " + Figures.seconds(Members.number(status, "etaSeconds"));
  }

  private void fact(List<WatchRow> rows, String label, String text, Style style) {
    if (text.isEmpty()) {
      return;
    }
    String name = label;
    for (String part : wrapped(text, Math.max(1, width - LABEL))) {
      rows.add(
          new Words(String.format(Locale.ROOT, "%-" + (LABEL - 1) + "s %s", name, part), style));
      name = "";
    }
  }

  /** At spaces where there are some; what is left over stays in the last part, to be cut there. */
  private static List<String> wrapped(String text, int columns) {
    List<String> parts = new ArrayList<>();
    String rest = text;
    while (rest.length() > columns && parts.size() < WRAPPED - 1) {
      int space = rest.lastIndexOf(' ', columns);
      int end = space > 0 ? space : columns;
      parts.add(rest.substring(0, end));
      rest = rest.substring(end).stripLeading();
    }
    parts.add(rest);
    return parts;
  }

  // ---- events

  private static List<WatchRow> events(List<JsonNode> events, int room) {
    int shown = Math.clamp(room - 1, 0, events.size());
    if (shown == 0) {
      return List.of();
    }
    List<WatchRow> rows = new ArrayList<>();
    rows.add(new Words("latest events", FAINT));
    events
        .subList(events.size() - shown, events.size())
        .forEach(event -> rows.add(new Words(line(event), PLAIN)));
    return rows;
  }

  private static String line(JsonNode event) {
    String account = Members.text(event, "account");
    String why = Members.text(event, "reason");
    return clock(Members.text(event, "at"))
        + " "
        + (account.isEmpty() ? Members.text(event, "actor") : account)
        + " "
        + Members.text(event, "event")
        + " -> "
        + Members.text(event, "to")
        + (why.isEmpty() ? "" : ": " + why);
  }

  /** The time within its day, in seconds. */
  private static String clock(String at) {
    int day = at.indexOf('T');
    return day >= 0 && at.length() >= day + 9 ? at.substring(day + 1, day + 9) : at;
  }
}
