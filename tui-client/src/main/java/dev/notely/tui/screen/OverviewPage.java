package dev.notely.tui.screen;

import dev.notely.proto.telemetry.v1.Missing;
import dev.notely.proto.telemetry.v1.Proxy;
import java.util.List;
import java.util.stream.Stream;

/** Page 1: what users feel, and the state of everything. */
final class OverviewPage {
  private static final int TWO_COLUMNS = 120;
  private static final int LABEL = 16;
  private static final int GIVEN_UP = 3; // proxies that are named above all tables

  private OverviewPage() {}

  static void draw(ScreenState state, Pane pane) {
    state.view().missing().forEach(missing -> pane.line(notHeard(state, missing)));
    state.view().proxies().values().stream()
        .filter(proxy -> !proxy.getTrouble().isEmpty())
        .limit(GIVEN_UP)
        .forEach(proxy -> pane.wrapped(Part.text(""), givenUp(proxy), Role.ALARM, 2));
    OverviewTables tables = new OverviewTables(state.feed(), state.window().nowMs());
    if (pane.width() >= TWO_COLUMNS) {
      List<Pane> halves = pane.halves();
      sparks(state, halves.getFirst());
      stack(state, halves.getFirst(), List.of(tables.routes(), tables.operations()));
      stack(
          state,
          halves.getLast(),
          List.of(
              tables.stores(),
              tables.releases(),
              tables.proxies(),
              tables.gateways(),
              tables.findings()));
    } else {
      sparks(state, pane);
      stack(
          state,
          pane,
          List.of(
              tables.routes(),
              tables.stores(),
              tables.releases(),
              tables.proxies(),
              tables.findings(),
              tables.operations()));
    }
  }

  private static Part notHeard(ScreenState state, Missing missing) {
    return new Part(
        "not heard: %s for %s (%s)"
            .formatted(
                missing.getWho(),
                Figures.duration(state.feed().ageMs(missing, state.window().nowMs())),
                missing.getWhy()),
        Role.WARN);
  }

  private static String givenUp(Proxy proxy) {
    return "given up: %s of %s, %s"
        .formatted(proxy.getName(), proxy.getRelease(), proxy.getTrouble());
  }

  private static void sparks(ScreenState state, Pane pane) {
    List<History.Sample> samples = state.feed().history().samples();
    pane.spark(
        new Part(Pane.cut("requests/s", LABEL) + "  ", Role.TITLE),
        samples.stream().map(History.Sample::rate).toList(),
        Part.text(" %8s/s ".formatted(Figures.count(state.feed().history().rate()))));
    long p99 = History.p99(state.view());
    pane.spark(
        new Part("p99 of users", Role.TITLE),
        samples.stream().map(History.Sample::p99).toList(),
        Part.text(" %8s ms".formatted(p99 == 0 ? "-" : Figures.latency(p99))));
  }

  private static void stack(ScreenState state, Pane pane, List<Section<?>> sections) {
    boolean airy =
        pane.room() > sections.stream().mapToInt(Section::wanted).sum() + sections.size();
    int[] shares = Section.shares(sections, pane.room());
    for (int i = 0; i < shares.length; i++) {
      if (airy) {
        pane.skip();
      }
      sections.get(i).draw(pane.part(shares[i]), state.lists().overviewTop());
    }
  }

  /** The last row of the longest table, as an index. */
  static int longest(ScreenState state) {
    return Stream.of(
            state.view().routes().size(),
            state.view().operations().size(),
            state.view().stores().size(),
            state.view().proxies().size(),
            state.view().findings().size())
        .mapToInt(Integer::intValue)
        .max()
        .orElse(0);
  }
}
