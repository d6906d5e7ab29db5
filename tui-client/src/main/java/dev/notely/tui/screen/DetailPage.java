package dev.notely.tui.screen;

import dev.notely.proto.telemetry.v1.Account;
import dev.notely.proto.telemetry.v1.Finding;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.tui.stream.AccountIds;
import dev.notely.tui.stream.CallResult.Journal;
import dev.notely.tui.stream.JournalEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One thing in detail, in place of its page. */
final class DetailPage {
  private static final int LONG = 20;
  private static final int FINDINGS = 2; // of an account: its journal has the rest of the page

  private DetailPage() {}

  static void draw(ScreenState state, Detail detail, Pane pane) {
    switch (detail) {
      case Detail.Logged logged -> log(logged.event(), pane);
      case Detail.Found found -> findings(Findings.of(state.view()), found.past(), pane);
      case Detail.Journaled shown -> {
        if (shown.page() == Page.ACCOUNTS) {
          account(state, shown.subject(), pane);
        } else {
          migration(state, shown, pane);
        }
        journal(shown, pane);
      }
    }
  }

  private static void log(LogEvent event, Pane pane) {
    pane.line(new Part("Log event", Role.TITLE), Part.faint("  esc closes"));
    fact(pane, "time", Instant.ofEpochMilli(event.getTimeMs()).toString());
    fact(pane, "level", event.getLevel());
    fact(pane, "process", event.getProcess());
    fact(pane, "logger", event.getLogger());
    fact(pane, "trace", event.getTraceId());
    pane.wrapped(label("message"), event.getMessage(), LogsPage.role(event), LONG);
  }

  private static void findings(List<Finding> all, int past, Pane pane) {
    int from = Math.clamp(past, 0, Math.max(0, all.size() - 1)); // some may have gone meanwhile
    List<List<Part>> lines = new ArrayList<>();
    int end = from;
    while (end < all.size()) {
      List<List<Part>> more = DetailLines.of(all.get(end), Page.OVERVIEW, pane.width());
      if (end > from && lines.size() + more.size() > pane.room() - 1) {
        break;
      }
      lines.addAll(more);
      end++;
    }
    pane.line(
        List.of(
            new Part("Findings ", Role.TITLE),
            Part.faint(
                "%s-%s of %s, the latest first  esc closes, k and j scroll"
                    .formatted(Math.min(from + 1, end), end, all.size()))),
        List.of(new Part("trace", Role.TITLE), Part.text("")));
    lines.forEach(pane::line);
  }

  private static void account(ScreenState state, String key, Pane pane) {
    Account account = state.view().accounts().get(key);
    pane.line(new Part("Account", Role.TITLE), Part.faint("  esc closes, k and j scroll"));
    if (account == null) {
      pane.line(Part.faint("it is not among the accounts any more"));
      return;
    }
    fact(pane, "id", AccountIds.text(account.getId()));
    fact(pane, "name", account.getName() + ", " + account.getTier());
    String to = account.getTarget().isEmpty() ? "" : " -> " + account.getTarget();
    fact(
        pane,
        "placement",
        account.getPhase() + ", " + account.getHome() + to + ", epoch " + account.getEpoch());
    fact(pane, "notes", Figures.count(account.getNotes()));
    fact(
        pane,
        "migration",
        account.getMigration() == 0 ? "none" : migration(state, account.getMigration()));
    List<Finding> findings = Findings.of(state.view(), AccountIds.text(account.getId()));
    findings.stream()
        .limit(FINDINGS)
        .forEach(one -> DetailLines.of(one, Page.ACCOUNTS, pane.width()).forEach(pane::line));
    if (findings.size() > FINDINGS) {
      pane.line(Part.faint(findings.size() - FINDINGS + " more findings: page 1, enter, has all"));
    }
  }

  private static String migration(ScreenState state, long id) {
    return state.lists().migrations().rows().stream()
        .filter(row -> row.id() == id)
        .map(row -> "%s (%d) is %s".formatted(row.name(), row.id(), row.state()))
        .findFirst()
        .orElse(Long.toUnsignedString(id));
  }

  private static void migration(ScreenState state, Detail.Journaled shown, Pane pane) {
    pane.line(new Part("Migration", Role.TITLE), Part.faint("  esc closes, k and j scroll"));
    state.lists().migrations().rows().stream()
        .filter(row -> Long.toUnsignedString(row.id()).equals(shown.subject()))
        .findFirst()
        .ifPresent(row ->
            pane.line(
                new Part(
                    "%s (%d) is %s".formatted(row.name(), row.id(), row.state()), row.role())));
    // The stream has no document of one that has ended; the journal's answer brings its last.
    shown
        .journal()
        .map(Journal::status)
        .filter(status -> !status.isEmpty())
        .map(status -> MigrationStatus.parse(status, ""))
        .ifPresent(status -> {
          fact(
              pane,
              "accounts",
              Figures.count(status.done()) + " of " + Figures.count(status.total()) + " moved");
          fact(pane, "reason", status.reason(), pane.room() / 2);
          fact(pane, "evidence", status.evidence(), pane.room() / 2);
        });
  }

  private static void journal(Detail.Journaled shown, Pane pane) {
    Optional<Journal> journal = shown.journal();
    pane.skip();
    if (journal.isEmpty()) {
      pane.line(new Part("Journal", Role.TITLE), Part.faint("  has not come yet"));
      return;
    }
    List<JournalEvent> events = journal.get().events();
    if (events.isEmpty()) {
      pane.line(new Part("Journal", Role.TITLE), Part.faint("  has nothing to say of it"));
      return;
    }
    int end = Math.max(0, events.size() - shown.back());
    List<List<Part>> lines = new ArrayList<>();
    int from = end;
    while (from > 0) {
      List<List<Part>> more = DetailLines.of(events.get(from - 1), shown.page(), pane.width());
      if (from < end && lines.size() + more.size() > pane.room() - 1) {
        break;
      }
      lines.addAll(0, more);
      from--;
    }
    pane.line(
        List.of(
            new Part("Journal ", Role.TITLE),
            Part.faint(
                "%s-%s of the latest %s, UTC%s"
                    .formatted(
                        Math.min(from + 1, events.size()),
                        end,
                        events.size(),
                        journal.get().complete() ? "" : more(shown.page())))),
        List.of(new Part("trace", Role.TITLE), Part.text("")));
    lines.forEach(pane::line);
  }

  private static String more(Page page) {
    return page == Page.ACCOUNTS
        ? "; there may be more: ./notely migrate events"
        : "; it is longer: ./notely migrate events has all";
  }

  private static Part label(String text) {
    return new Part(String.format(Locale.ROOT, "%-10s ", text), Role.TITLE);
  }

  private static void fact(Pane pane, String label, String text) {
    fact(pane, label, text, 2);
  }

  private static void fact(Pane pane, String label, String text, int most) {
    if (!text.isEmpty()) {
      pane.wrapped(label(label), text, Role.TEXT, most);
    }
  }
}
