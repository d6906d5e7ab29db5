package dev.notely.tui.screen;

import dev.notely.tui.screen.MigrationStatus.Wave;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One migration: what it is, what may be pressed, its waves as bars, and the facts. */
final class MigrationText {
  private static final int LABEL = 10;
  private static final int TWO_COLUMNS = 120;
  private static final int FACTS = 7; // lines that waves leave to them
  private static final int WRAPPED = 2;
  private static final int REASON = 3;
  private static final int EVIDENCE = 4; // all of a gate's figures at 80 columns

  private MigrationText() {}

  record Fact(String label, String text, Role role) {}

  static void draw(MigrationRow row, Pane pane) {
    MigrationStatus status = row.status();
    if (pane.room() > 20) {
      pane.skip();
    }
    String reason = status.reason().isEmpty() ? "" : ": " + status.reason();
    pane.wrapped(Part.text(""), row.name() + " is " + row.state() + reason, row.role(), REASON);
    if (!row.problem().isEmpty()) {
      pane.wrapped(label("status"), row.problem(), Role.ALARM, WRAPPED);
      return;
    }
    if (row.migration().getStatus().isEmpty()) {
      pane.line(Part.faint("it has ended; enter shows its journal"));
      return;
    }
    keys(row, pane);
    Role role = row.state().equals("HELD") ? Role.ALARM : Role.TEXT;
    if (!status.evidence().isEmpty()) {
      pane.wrapped(label("evidence"), status.evidence(), role, EVIDENCE);
    }
    waves(row, pane);
    facts(row, pane);
  }

  private static void keys(MigrationRow row, Pane pane) {
    List<Part> parts = new ArrayList<>(List.of(label("press")));
    for (MigrationKeys key : MigrationKeys.permitted(row)) {
      parts.add(new Part(String.valueOf(key.key()), Role.ACCENT));
      parts.add(Part.text(" " + key.word() + "  "));
    }
    if (parts.size() == 1) {
      parts.add(Part.faint("nothing is permitted now"));
    }
    pane.line(parts);
  }

  /** Those around the one that moves, where there are too many, and one bar for all. */
  private static void waves(MigrationRow row, Pane pane) {
    MigrationStatus status = row.status();
    List<Wave> waves = status.waves();
    int shown = Math.clamp(pane.room() - FACTS - 1, 0, waves.size());
    int from = Math.clamp(status.wave() - shown / 2, 0, waves.size() - shown);
    int widest = waves.stream().mapToInt(wave -> figures(row, wave).length()).max().orElse(0);
    String all =
        Figures.count(status.done()) + " of " + Figures.count(status.total()) + " accounts";
    int after = Math.clamp(Math.max(widest, all.length()), 0, pane.width() / 2);
    for (Wave wave : waves.subList(from, from + shown)) {
      bar(pane, row, wave.name(), wave.moved(), wave.accounts(), figures(row, wave), after);
    }
    String name =
        shown < waves.size() && waves.size() > 1
            ? "all %d waves".formatted(waves.size())
            : "in all";
    bar(pane, row, name, status.done(), status.total(), all, after);
  }

  private static void bar(
      Pane pane, MigrationRow row, String name, long done, long total, String figures, int width) {
    String after =
        String.format(Locale.ROOT, "%-" + Math.max(1, width) + "s", Pane.cut(figures, width));
    pane.bar(name, pane.width() / 4, done, total, after, row.role());
  }

  private static String figures(MigrationRow row, Wave wave) {
    StringBuilder text = new StringBuilder();
    text.append(Figures.count(wave.moved())).append(" of ").append(Figures.count(wave.accounts()));
    if (wave.underWay() > 0) {
      text.append(", ").append(Figures.count(wave.underWay())).append(" under way");
    }
    if (wave.quarantined() > 0) {
      text.append(", ").append(Figures.count(wave.quarantined())).append(" quarantined");
    }
    boolean present =
        row.state().equals("RUNNING") && row.status().waves().indexOf(wave) == row.status().wave();
    if (present) {
      text.append(row.status().soaking() ? ", soaks" : ", moves");
    }
    return text.toString();
  }

  private static void facts(MigrationRow row, Pane pane) {
    List<Fact> facts = facts(row.status()).stream().filter(one -> !one.text().isEmpty()).toList();
    if (pane.room() > facts.size() + 4) {
      pane.skip();
    }
    if (pane.width() < TWO_COLUMNS) {
      facts.forEach(one -> fact(pane, one));
      return;
    }
    List<Pane> halves = pane.halves();
    int half = (facts.size() + 1) / 2;
    for (int i = 0; i < facts.size(); i++) {
      fact(halves.get(i < half ? 0 : 1), facts.get(i));
    }
  }

  /** The most urgent first: where room is short, the last are left out. */
  private static List<Fact> facts(MigrationStatus status) {
    boolean clean = status.inconsistencies() == 0 && !status.verification().equals("FAILED");
    boolean late = status.deadlineMet().filter(met -> !met).isPresent();
    return List.of(
        new Fact("stands", status.standstill(), Role.ALARM),
        new Fact("alert", status.alerts(), Role.ALARM),
        new Fact("forecast", forecast(status), Role.TEXT),
        new Fact(
            "deadline",
            status.deadline()
                + (late
                    ? ", WILL BE MISSED"
                    : status.deadlineMet().map(_ -> ", will be met").orElse("")),
            late ? Role.ALARM : Role.TEXT),
        new Fact("throttle", status.throttle(), Role.TEXT),
        new Fact(
            "lag",
            status.lag() + (status.lagging() ? ", NOT HEALTHY" : ""),
            status.lagging() ? Role.ALARM : Role.TEXT),
        new Fact(
            "mirrors",
            status.mirrors(),
            status.mirrors().startsWith(MirrorText.DIVERGED) ? Role.ALARM : Role.TEXT),
        new Fact("pauses", status.pauses(), Role.TEXT),
        new Fact("set aside", setAside(status.quarantined()), Role.WARN),
        new Fact("findings", findings(status), clean ? Role.TEXT : Role.ALARM),
        new Fact("limits", status.limits(), Role.TEXT),
        new Fact(
            "records",
            Figures.count(status.records()) + ", " + Figures.count(status.rate()) + "/s",
            Role.TEXT),
        new Fact("strategy", status.strategy(), Role.TEXT),
        new Fact("leader", status.leader(), Role.TEXT));
  }

  private static String setAside(long accounts) {
    return accounts == 0
        ? ""
        : "%s quarantined; ./notely migrate unexpected says why"
            .formatted(accounts == 1 ? "1 account" : Figures.count(accounts) + " accounts");
  }

  private static String forecast(MigrationStatus status) {
    String eta = status.etaSeconds().map(s -> "ends in " + Figures.duration(s * 1_000)).orElse("");
    String sentence = status.forecast();
    return eta.isEmpty() || sentence.isEmpty() ? eta + sentence : eta + ", " + sentence;
  }

  private static String findings(MigrationStatus status) {
    return Figures.count(status.inconsistencies())
        + " inconsistencies"
        + (status.verification().isEmpty() ? "" : ", verification " + status.verification());
  }

  private static Part label(String text) {
    return new Part(String.format(Locale.ROOT, "%-" + LABEL + "s ", text), Role.TITLE);
  }

  private static void fact(Pane pane, Fact fact) {
    if (!fact.text().isEmpty()) {
      pane.wrapped(label(fact.label()), fact.text(), fact.role(), WRAPPED);
    }
  }
}
