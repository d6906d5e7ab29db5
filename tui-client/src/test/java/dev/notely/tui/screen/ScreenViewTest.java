package dev.notely.tui.screen;

import static dev.notely.tui.screen.Scenes.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.telemetry.v1.Finding;
import dev.notely.proto.telemetry.v1.Missing;
import dev.notely.tui.stream.CallResult;
import dev.notely.tui.stream.JournalEvent;
import dev.notely.tui.stream.Link;
import dev.tamboui.buffer.Buffer;
import dev.tamboui.style.Style;
import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.TickEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is drawn, compared with the files of this test. {@code -Drewrite=true} writes them anew;
 * look at the difference before you keep it.
 */
class ScreenViewTest {
  private static final Path FILES = Path.of("src/test/resources/dev/notely/tui/screen");
  private static final boolean REWRITE = Boolean.getBoolean("rewrite");

  private static void compare(String name, ScreenState state) throws IOException {
    Path file =
        FILES.resolve(
            "%s-%dx%d.txt".formatted(name, state.window().width(), state.window().height()));
    String drawn = Drawn.text(state);
    if (REWRITE) {
      Files.writeString(file, drawn);
    }
    assertThat(drawn).as(name).isEqualTo(Files.readString(file));
  }

  private static void inBothSizes(String name, UnaryOperator<ScreenState> scene)
      throws IOException {
    compare(name, scene.apply(Scenes.screen(80, 24)));
    compare(name, scene.apply(Scenes.screen(160, 50)));
  }

  @Test
  void pages() throws IOException {
    inBothSizes("overview", state -> state);
    inBothSizes("migrations", state -> Scenes.typed(state, "2"));
    inBothSizes("accounts", state -> Scenes.typed(state, "3jj"));
    inBothSizes("logs", state -> Scenes.typed(state, "4"));
    inBothSizes("help", state -> Scenes.typed(state, "?"));
  }

  @Test
  void aHeldMigration() throws IOException {
    inBothSizes("held", state -> Scenes.typed(holding(state), "2k"));
  }

  private static ScreenState holding(ScreenState state) {
    var update = Scenes.snapshot(31).addMigrations(Scenes.held()).build();
    return ScreenUpdate.next(state, new ScreenEvent.Seen(Scenes.view(update)), NOON + 31_000)
        .state();
  }

  @Test
  void questions() throws IOException {
    compare("rollback-asked", Scenes.typed(Scenes.screen(80, 24), "2Rtoo slow"));
    compare("deploy-asked", Scenes.typed(Scenes.screen(80, 24), "d"));
  }

  @Test
  void aFilterThatIsTyped() throws IOException {
    compare("filter", Scenes.typed(Scenes.screen(80, 24), "3/enterprise"));
  }

  @Test
  void anAccountWithItsJournal() throws IOException {
    inBothSizes(
        "account",
        state -> {
          ScreenState asked = Scenes.press(Scenes.typed(state, "3"), KeyCode.ENTER).state();
          var journal =
              new CallResult.Journal(
                  "01900000000070000000000000000001",
                  "",
                  JournalEvent.read("[" + MOVES + "]"),
                  true);
          return ScreenUpdate.next(asked, new ScreenEvent.Told(journal), NOON + 30_000).state();
        });
  }

  /** As a proxy answers. */
  private static final String MOVES =
      """
      {"id":21,"at":"2026-01-31T11:59:57.000Z","actor":"proxy-2","account":"01900000-0000-7000-0000-000000000001",
       "event":"ENROLLED","from":"WAITING","to":"COPYING","reason":"",
       "evidence":{"source":"legacy","target":"new","epoch":2},"traceId":null},
      {"id":22,"at":"2026-01-31T11:59:58.000Z","actor":"proxy-2","account":"01900000-0000-7000-0000-000000000001",
       "event":"SEALING","from":"CATCHING_UP","to":"CUTTING_OVER","reason":"","evidence":null,
       "traceId":"4bf92f3577b34da6a3ce929d0e0e4736"},
      {"id":23,"at":"2026-01-31T11:59:59.000Z","actor":"proxy-2","account":"01900000-0000-7000-0000-000000000001",
       "event":"ABORTED","from":"CUTTING_OVER","to":"CATCHING_UP","reason":"","evidence":{"epoch":2},
       "traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}\
      """;

  private static final String COMMANDS =
      """
      {"id":1,"at":"2026-01-31T11:50:00.000Z","actor":"ada","account":null,"event":"START","from":"PLANNED",
       "to":"RUNNING","reason":"","evidence":null,"traceId":"a3ce929d0e0e47364bf92f3577b34da6"},
      {"id":20,"at":"2026-01-31T11:58:30.000Z","actor":"proxy-2","account":null,"event":"GATE_PASSED",
       "from":"RUNNING","to":"RUNNING","reason":"",
       "evidence":{"requestsBefore":1200,"requests":1400,"errors":1,"errorRate":7.142857142857143E-4,
                   "maxErrorRate":0.001,"p90MicrosBefore":4200,"p90Micros":21500,"latencyRatio":5.119047619047619,
                   "maxLatencyRatio":6.0,"inconsistencies":0,"maxInconsistencies":0},
       "traceId":null}\
      """;

  /** A line of a migration's journal is about an account, too: on a narrow screen it takes two. */
  @Test
  void aMigrationWithItsJournal() throws IOException {
    inBothSizes(
        "journal",
        state -> {
          ScreenState asked = Scenes.press(Scenes.typed(state, "2"), KeyCode.ENTER).state();
          var journal =
              new CallResult.Journal(
                  "7",
                  Scenes.RUNNING_STATUS,
                  JournalEvent.read("[" + COMMANDS + "," + MOVES + "]"),
                  true);
          return ScreenUpdate.next(asked, new ScreenEvent.Told(journal), NOON + 30_000).state();
        });
  }

  /** Two that came after the one that is there: by a strict user, and by a shadow read. */
  private static ScreenState finding(ScreenState state) {
    var update =
        Scenes.snapshot(31)
            .addFindings(
                Finding.newBuilder()
                    .setId("inconsistency-1")
                    .setTimeMs(NOON - 5_000)
                    .setKind("inconsistency")
                    .setAccount("01900000-0000-7000-0000-000000000001")
                    .setRecord("01900000-0000-7000-0000-0000000000ab")
                    .setText("expected version 4, was answered version 3")
                    .setTraceId("a3ce929d0e0e47364bf92f3577b34da6")
                    .setMigration(Scenes.MOVING))
            .addFindings(
                Finding.newBuilder()
                    .setId("mismatch-7")
                    .setTimeMs(NOON - 2_000)
                    .setKind("mismatch")
                    .setAccount("01900000-0000-7000-0000-000000000001")
                    .setRecord("list")
                    .setText("a shadow read found another answer at new than at legacy")
                    .setTraceId("77b34da6a3ce929d0e0e47364bf92f35")
                    .setMigration(Scenes.MOVING)
                    .setEpoch(2))
            .build();
    return ScreenUpdate.next(state, new ScreenEvent.Seen(Scenes.view(update)), NOON + 31_000)
        .state();
  }

  @Test
  void findingsWithTheirTraces() throws IOException {
    inBothSizes("findings", state -> Scenes.press(finding(state), KeyCode.ENTER).state());
    compare("found", finding(Scenes.screen(80, 24)));
    compare(
        "account-found",
        Scenes.press(Scenes.typed(finding(Scenes.screen(80, 24)), "3"), KeyCode.ENTER).state());
  }

  /** Old figures look old, and say how old and since when they were not heard. */
  @Test
  void afterTheProxyDied() throws IOException {
    inBothSizes(
        "lost",
        state -> {
          Link lost =
              new Link(
                  Link.State.LOST,
                  "127.0.0.1:4001",
                  "127.0.0.1:4001 does not answer: io exception");
          ScreenState broken =
              ScreenUpdate.next(state, new ScreenEvent.Linked(lost), NOON + 31_000).state();
          return ScreenUpdate.next(broken, TickEvent.of(1, Duration.ofMillis(500)), NOON + 42_000)
              .state();
        });
  }

  @Test
  void thatItIsStaleIsSaidInAnyWidth() {
    ScreenState stale =
        ScreenUpdate.next(
                Scenes.screen(50, 20), TickEvent.of(1, Duration.ofMillis(500)), NOON + 42_000)
            .state();
    assertThat(Drawn.text(stale).lines().findFirst().orElseThrow()).endsWith("STALE 12 s");
  }

  @Test
  void aStoreThatIsNotHeard() throws IOException {
    inBothSizes(
        "missing",
        state -> {
          var update =
              Scenes.snapshot(31)
                  .addMissing(
                      Missing.newBuilder()
                          .setWho("legacy")
                          .setWhy("connection refused")
                          .setSinceMs(NOON + 19_000))
                  .build();
          return ScreenUpdate.next(state, new ScreenEvent.Seen(Scenes.view(update)), NOON + 31_000)
              .state();
        });
  }

  @Test
  void aReleaseThatWentBack() throws IOException {
    inBothSizes(
        "rolled-back",
        state -> {
          var update =
              Scenes.snapshot(31)
                  .removeProxies(2)
                  .setProxies(0, Scenes.proxy(1, "1.0.0", 100, true))
                  .setProxies(1, Scenes.proxy(2, "1.0.0", 100, false))
                  .setDeployment(Scenes.rolledBack())
                  .setFindings(
                      0, Scenes.snapshot(31).getFindings(0).toBuilder().setTimeMs(NOON + 19_000))
                  .build();
          return ScreenUpdate.next(state, new ScreenEvent.Seen(Scenes.view(update)), NOON + 31_000)
              .state();
        });
  }

  /** What a supervisor tells: one it starts again just now, and one that it has given up. */
  @Test
  void aProxyThatIsGivenUp() throws IOException {
    inBothSizes(
        "given-up",
        state -> {
          var update =
              Scenes.snapshot(31)
                  .setProxies(1, Scenes.away("proxy-2", 3, ""))
                  .addProxies(
                      Scenes.away(
                          "proxy-4",
                          5,
                          "ended again after 5 restarts in a row: java.lang.OutOfMemoryError: Java heap space"))
                  .build();
          return ScreenUpdate.next(state, new ScreenEvent.Seen(Scenes.view(update)), NOON + 31_000)
              .state();
        });
  }

  @Test
  void beforeAnythingHasCome() throws IOException {
    ScreenState state = ScreenState.initial(Theme.DARK, NOON);
    Link link = new Link(Link.State.LOST, "127.0.0.1:1", "127.0.0.1:1 does not answer: refused");
    compare("empty", ScreenUpdate.next(state, new ScreenEvent.Linked(link), NOON).state());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "3", "4", "?"})
  void nothingBreaksInAnySize(String page) {
    ScreenState state = Scenes.typed(holding(Scenes.screen(80, 24)), page);
    for (int width = 0; width <= 210; width += width < 12 ? 1 : 33) {
      for (int height = 0; height <= 66; height += height < 12 ? 1 : 9) {
        Buffer buffer = Drawn.buffer(state, width, height);
        assertThat(buffer.width()).isEqualTo(width);
        ScreenState detail = Scenes.press(state, KeyCode.ENTER).state();
        assertThat(Drawn.buffer(detail, width, height).height()).isEqualTo(height);
      }
    }
  }

  /** Without colours nothing but weight, brightness, underlines and reversal tells meanings. */
  @Test
  void plainHasNoColour() {
    Buffer plain = Drawn.buffer(holding(Scenes.screen(160, 50)), 160, 50);
    Buffer dark = Drawn.buffer(Scenes.typed(holding(Scenes.screen(160, 50)), "t"), 160, 50);
    assertThat(coloured(plain)).isZero();
    assertThat(coloured(dark)).isPositive();
    assertThat(Drawn.text(plain)).isEqualTo(Drawn.text(dark));
  }

  private static long coloured(Buffer buffer) {
    long cells = 0;
    for (int y = 0; y < buffer.height(); y++) {
      for (int x = 0; x < buffer.width(); x++) {
        Style style = buffer.get(x, y).style();
        cells += style.fg().isPresent() || style.bg().isPresent() ? 1 : 0;
      }
    }
    return cells;
  }

  @ParameterizedTest
  @EnumSource(Theme.class)
  void everyMeaningLooksDifferentFromPlainText(Theme theme) {
    for (Role role : List.of(Role.ALARM, Role.WARN, Role.ACCENT, Role.SELECTED)) {
      assertThat(theme.style(role)).as(role.name()).isNotEqualTo(theme.style(Role.TEXT));
    }
  }

  /** A name cannot clear the screen. */
  @Test
  void controlCharactersStayText() {
    var evil = Scenes.account(1).toBuilder().setName("\u001b[2Jx\u009b\n").setNotes(9_999);
    var update = Scenes.snapshot(31).setAccounts(0, evil).build();
    ScreenState state =
        ScreenUpdate.next(
                Scenes.typed(Scenes.screen(80, 24), "3"),
                new ScreenEvent.Seen(Scenes.view(update)),
                NOON + 31_000)
            .state();
    assertThat(Drawn.text(state)).contains("·[2Jx··");
    assertThat(Objects.requireNonNull(Drawn.text(state)).chars().filter(c -> c != '\n'))
        .noneMatch(Character::isISOControl);
  }
}
