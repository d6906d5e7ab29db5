package dev.notely.tui.screen;

import static dev.notely.tui.screen.Column.alarms;
import static dev.notely.tui.screen.Column.figures;
import static dev.notely.tui.screen.Column.growing;
import static dev.notely.tui.screen.Column.words;

import dev.notely.proto.telemetry.v1.Deployment;
import dev.notely.proto.telemetry.v1.Finding;
import dev.notely.proto.telemetry.v1.Gateway;
import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proto.telemetry.v1.ReleaseShare;
import dev.notely.proto.telemetry.v1.RouteFigures;
import dev.notely.proto.telemetry.v1.Store;
import dev.notely.proto.telemetry.v1.StoreOperation;
import dev.notely.tui.stream.TelemetryView;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The tables of the overview. */
final class OverviewTables {
  private final Feed feed;
  private final TelemetryView view;
  private final long nowMs;

  OverviewTables(Feed feed, long nowMs) {
    this.feed = feed;
    this.view = feed.view();
    this.nowMs = nowMs;
  }

  Section<RouteFigures> routes() {
    List<RouteFigures> rows =
        view.routes().values().stream()
            .sorted(
                Comparator.comparingLong(RouteFigures::getLastMinute)
                    .thenComparingLong(RouteFigures::getTotal)
                    .reversed())
            .toList();
    return new Section<>(
        "API requests",
        rows,
        List.of(
            growing("", 20, row -> new Part(row.getMethod() + " " + row.getRoute(), role(row))),
            new Column<>(
                "status", 6, false, true, 0, row -> new Part("" + row.getStatus(), role(row))),
            figures("/min", 8, 0, row -> Figures.count(row.getLastMinute())),
            figures("total", 11, 3, row -> Figures.count(row.getTotal())),
            figures("p50 ms", 6, 2, row -> Figures.latency(row.getLatency().getP50())),
            figures("p95", 5, 4, row -> Figures.latency(row.getLatency().getP95())),
            figures("p99", 6, 1, row -> Figures.latency(row.getLatency().getP99()))),
        "no requests yet");
  }

  private static Role role(RouteFigures row) {
    return row.getStatus() >= 500 && row.getLastMinute() > 0 ? Role.ALARM : Role.TEXT;
  }

  Section<StoreOperation> operations() {
    List<StoreOperation> rows =
        view.operations().values().stream()
            .sorted(
                Comparator.comparingLong(StoreOperation::getLastMinute)
                    .thenComparingLong(StoreOperation::getTotal)
                    .reversed())
            .toList();
    return new Section<>(
            "Store operations",
            rows,
            List.of(
                growing("", 20, row -> Part.text(row.getStore() + " " + row.getOperation())),
                words("status", 12, 0, StoreOperation::getStatus),
                figures("/min", 8, 0, row -> Figures.count(row.getLastMinute())),
                figures("total", 11, 3, row -> Figures.count(row.getTotal())),
                figures("p50 ms", 6, 2, row -> Figures.latency(row.getLatency().getP50())),
                figures("p95", 5, 4, row -> Figures.latency(row.getLatency().getP95())),
                figures("p99", 6, 1, row -> Figures.latency(row.getLatency().getP99()))),
            "no operations yet")
        .inRole(row -> old(row.getStore()));
  }

  Section<Store> stores() {
    return new Section<>(
            "Stores",
            List.copyOf(view.stores().values()),
            List.of(
                growing("", 9, row -> Part.text(row.getName())),
                words("schema", 9, 6, Store::getSchema),
                new Column<>("state", 8, false, false, 0, this::state),
                figures("notes", 11, 0, row -> Figures.count(row.getNotes())),
                figures("accounts", 9, 0, row -> Figures.count(row.getAccounts())),
                figures("size", 5, 1, row -> Figures.bytes(row.getBytes())),
                figures("free", 5, 5, row -> Figures.bytes(row.getFreeBytes())),
                figures("copies", 9, 4, row -> Figures.count(row.getCopies())),
                figures("queue", 5, 2, row -> Figures.count(row.getWritesWaiting())),
                alarms("alarms", 6, 3, Store::getAlarms),
                alarms("unserved", 8, 7, Store::getUnservedRows),
                words("labels", 12, 8, OverviewTables::labels)),
            "no store is known")
        .inRole(row -> old(row.getName()));
  }

  private Part state(Store row) {
    return feed.missing(row.getName())
        .map(missing -> new Part("old " + Figures.age(feed.ageMs(missing, nowMs)), Role.WARN))
        .orElse(
            new Part(row.getState(), row.getState().equals("serving") ? Role.GOOD : Role.ALARM));
  }

  private static String labels(Store row) {
    return row.getLabelsMap().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(" "));
  }

  /** What could not be asked just now is shown, as old. */
  private Role old(String who) {
    return feed.missing(who).isPresent() ? Role.FAINT : Role.TEXT;
  }

  Section<ReleaseShare> releases() {
    Deployment deployment = view.deployment();
    Section<ReleaseShare> section =
        new Section<>(
            "Releases",
            deployment.getReleasesList(),
            List.of(
                growing("", 10, row -> Part.text(row.getRelease())),
                figures("share", 6, 0, row -> row.getPercent() + " %"),
                figures("proxies", 7, 0, row -> Figures.count(row.getProxies())),
                figures("/min", 8, 0, row -> Figures.count(row.getRequestsLastMinute())),
                alarms("errors", 6, 0, ReleaseShare::getErrorsLastMinute),
                figures("p50 ms", 6, 2, row -> Figures.latency(row.getLatency().getP50())),
                figures("p99", 6, 1, row -> Figures.latency(row.getLatency().getP99())),
                figures("compared", 9, 3, row -> Figures.count(row.getCompared())),
                alarms("different", 9, 3, ReleaseShare::getDifferent)),
            "no release is registered");
    return deployment.getStrategy().isEmpty()
        ? section
        : section.leadBy(
            deployment.getReason().isEmpty() ? 2 : 3, pane -> rollout(pane, deployment));
  }

  private void rollout(Pane pane, Deployment deployment) {
    boolean bad =
        switch (deployment.getState()) {
          case "FAILED", "ROLLED_BACK", "GOING_BACK" -> true;
          default -> false;
        };
    String before =
        "%s %s %s -> %s"
            .formatted(
                deployment.getStrategy(),
                deployment.getState(),
                deployment.getFromRelease(),
                deployment.getToRelease());
    pane.bar(
        before,
        Math.min(before.length() + 1, pane.width() * 2 / 3),
        deployment.getPercent(),
        100,
        "",
        bad ? Role.ALARM : Role.GOOD);
    pane.wrapped(
        Part.text(""),
        RolloutText.of(deployment, view.timeMs()),
        bad ? Role.ALARM : Role.TEXT,
        deployment.getReason().isEmpty() ? 1 : 2);
  }

  Section<Proxy> proxies() {
    return new Section<>(
            "Proxies",
            List.copyOf(view.proxies().values()),
            List.of(
                growing("", 13, row -> Part.text(row.getName() + word(row))),
                words("release", 10, 0, Proxy::getRelease),
                figures("share", 5, 4, row -> row.getPercent() + " %"),
                figures("/min", 7, 0, row -> Figures.count(row.getRequestsLastMinute())),
                alarms("errors", 6, 1, Proxy::getErrorsLastMinute),
                figures("p50 ms", 8, 5, row -> Figures.latency(row.getLatency().getP50())),
                figures("p99", 5, 1, row -> Figures.latency(row.getLatency().getP99())),
                figures(
                    "memory", 6, 3, row -> isThere(row) ? Figures.bytes(row.getMemoryBytes()) : ""),
                figures("up", 4, 2, row -> isThere(row) ? Figures.age(row.getUptimeMs()) : ""),
                new Column<>("restarts", 8, false, true, 2, OverviewTables::restarts)),
            "no proxy is known")
        .inRole(row -> !row.getTrouble().isEmpty() ? Role.ALARM : old(row.getName()));
  }

  private static boolean isThere(Proxy row) {
    return !row.getAddress().isEmpty();
  }

  private static String word(Proxy row) {
    return !isThere(row) ? " away" : row.getLeads() ? " leads" : "";
  }

  private static Part restarts(Proxy row) {
    return new Part(
        Figures.count(row.getRestarts()), row.getRestarts() > 0 ? Role.WARN : Role.TEXT);
  }

  Section<Gateway> gateways() {
    return new Section<>(
            "Gateways",
            List.copyOf(view.gateways().values()),
            List.of(
                growing("", 14, row -> Part.text(row.getName())),
                figures("under way", 9, 0, row -> Figures.count(row.getUnderWay())),
                figures("limit", 7, 0, row -> Figures.count(row.getAdmittedLimit())),
                alarms("shed", 9, 0, Gateway::getShedTotal),
                figures("memory", 6, 1, row -> Figures.bytes(row.getMemoryBytes())),
                figures("up", 4, 1, row -> Figures.age(row.getUptimeMs()))),
            "no gateway reports")
        .inRole(row -> old(row.getName()));
  }

  Section<Finding> findings() {
    return new Section<>(
        "Findings",
        Findings.of(view),
        List.of(
            new Column<>(
                "",
                27,
                false,
                false,
                0,
                row -> new Part(Figures.clock(row.getTimeMs()) + " " + row.getKind(), Role.ALARM)),
            words("account", 8, 1, row -> AccountsPage.shortened(row.getAccount(), 8)),
            growing("what (enter shows all)", 22, row -> Part.text(row.getText())),
            words("trace", 32, 2, Finding::getTraceId)),
        "none: no wrong answer, no mismatch, no difference");
  }
}
