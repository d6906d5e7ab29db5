package dev.notely.tui.screen;

import static dev.notely.tui.screen.Scenes.NOON;
import static dev.notely.tui.screen.Scenes.press;
import static dev.notely.tui.screen.Scenes.typed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.telemetry.v1.Gone;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.Section;
import dev.notely.proto.telemetry.v1.TelemetryUpdate;
import dev.notely.tui.stream.CallResult;
import dev.notely.tui.stream.Link;
import dev.notely.tui.stream.OperatorCall;
import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import dev.tamboui.tui.event.KeyModifiers;
import dev.tamboui.tui.event.MouseButton;
import dev.tamboui.tui.event.MouseEvent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenUpdateTest {
  private final ScreenState screen = Scenes.screen(80, 24);

  private static Optional<OperatorCall> call(Step step) {
    return step.effect() instanceof Effect.Ask ask ? Optional.of(ask.call()) : Optional.empty();
  }

  private static Step click(ScreenState state, int x, int y) {
    return ScreenUpdate.next(state, MouseEvent.press(MouseButton.LEFT, x, y), NOON);
  }

  private static String selectedAccount(ScreenState state) {
    return state.lists().accounts().listing().selected().orElseThrow().getName();
  }

  private static ScreenState seeing(ScreenState state, TelemetryUpdate.Builder update) {
    return ScreenUpdate.next(
            state, new ScreenEvent.Seen(Scenes.view(state.view(), update.build())), NOON)
        .state();
  }

  private static TelemetryUpdate.Builder delta(ScreenState state) {
    return TelemetryUpdate.newBuilder()
        .setFormat(1)
        .setStream(state.view().stream())
        .setBase(state.view().version())
        .setVersion(state.view().version() + 1)
        .setTimeMs(state.view().timeMs() + 1_000)
        .setAccountsTotal(state.view().accountsTotal());
  }

  @Test
  void ctrlCQuitsEvenInAQuestion() {
    ScreenState asked = typed(screen, "d");
    KeyEvent ctrlC = KeyEvent.ofChar('c', KeyModifiers.CTRL);
    assertThat(ScreenUpdate.next(asked, ctrlC, NOON).effect()).isInstanceOf(Effect.Quit.class);
  }

  @Test
  void aDestructiveCommandAsksOnceAndTakesAReason() {
    Step asked = press(typed(screen, "2"), 'R');
    assertThat(call(asked)).isEmpty();
    Step entered = press(typed(asked.state(), "slow"), KeyCode.ENTER);
    assertThat(call(entered))
        .contains(new OperatorCall.Command(Scenes.MOVING, "legacy-to-new", "rollback", "slow"));
    assertThat(entered.state().talk().question()).isEmpty();
  }

  @Test
  void escLeavesAQuestionAndNothingIsAsked() {
    Step left = press(typed(screen, "2Rq"), KeyCode.ESCAPE);
    assertThat(call(left)).isEmpty();
    assertThat(left.state().talk().question()).isEmpty();
    assertThat(left.state().talk().outcome().text()).isEqualTo("nothing was asked");
  }

  @Test
  void anyOtherKeyThanThoseOfAChoiceMeansNo() {
    for (char key : List.of('y', 'q', 'n', 'R', ' ')) {
      assertThat(press(typed(screen, "d"), key).effect())
          .as("" + key)
          .isInstanceOf(Effect.None.class);
    }
    assertThat(call(press(typed(screen, "d"), 'c')))
        .contains(new OperatorCall.Deploy(OperatorCall.Rollout.CANARY));
  }

  /** R of page 1 could be about two things: which, is asked. */
  @Test
  void rollbackOnTheOverviewAsksOfWhat() {
    ScreenState which = typed(screen, "R");
    ScreenState migration = typed(which, "m");
    assertThat(call(press(migration, KeyCode.ENTER)))
        .contains(new OperatorCall.Command(Scenes.MOVING, "legacy-to-new", "rollback", ""));
    ScreenState release = typed(which, "dworse");
    assertThat(call(press(release, KeyCode.ENTER)))
        .contains(new OperatorCall.RollBackRelease("worse"));
  }

  @Test
  void aReleaseFromAHoldWantsAReason() {
    ScreenState held = typed(seeing(screen, delta(screen).addMigrations(Scenes.held())), "2kr");
    Step without = press(held, KeyCode.ENTER);
    assertThat(call(without)).isEmpty();
    assertThat(without.state().talk().outcome().text()).isEqualTo("a reason is required");
    Step with = press(typed(without.state(), "seen to"), KeyCode.ENTER);
    assertThat(call(with))
        .contains(new OperatorCall.Command(Scenes.HELD, "evacuate-shard-2", "release", "seen to"));
  }

  @Test
  void whatIsNotPermittedIsRefusedHereWithWhatIs() {
    Step refused = press(typed(screen, "2"), 'F');
    assertThat(call(refused)).isEmpty();
    assertThat(refused.state().talk().outcome().text())
        .isEqualTo(
            "legacy-to-new is RUNNING, which permits p pause, R rollback, V verify, L limits");
  }

  @Test
  void withTwoOpenMigrationsAKeyElsewhereSaysThatOneMustBeSelected() {
    ScreenState two = seeing(screen, delta(screen).addMigrations(Scenes.held()));
    assertThat(press(two, 'p').state().talk().outcome().text()).contains("select a migration");
    assertThat(call(press(screen, 'p')))
        .as("one only")
        .contains(new OperatorCall.Command(Scenes.MOVING, "legacy-to-new", "pause", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "recordsPerSecond=9 shadowReads=0.5 | {\"recordsPerSecond\":9,\"shadowReads\":0.5}",
        "concurrentAccounts=2 | {\"concurrentAccounts\":2}",
      })
  void limitsAreTypedAsNames(String typed, String json) {
    assertThat(LimitsText.json(typed)).isEqualTo(json);
  }

  @Test
  void limitsBeginWithThosesInForceAndAreRefusedWhereTheyCannotBeRead() {
    ScreenState asked = typed(screen, "2L");
    Step same = press(asked, KeyCode.ENTER);
    assertThat(call(same))
        .contains(
            new OperatorCall.SetLimits(
                Scenes.MOVING,
                "legacy-to-new",
                "{\"concurrentAccounts\":4,\"recordsPerSecond\":5000,\"shadowReads\":0.05}"));
    Step wrong = press(typed(asked, "x"), KeyCode.ENTER);
    assertThat(call(wrong)).isEmpty();
    assertThat(wrong.state().talk().outcome().text())
        .isEqualTo("shadowReads is '0.05x'; it is a number");
    assertThat(wrong.state().talk().question()).isPresent();
  }

  // ---- accounts

  @Test
  void mMovesTheSelectedAccountToTheChosenStoreAndBack() {
    ScreenState settled = typed(screen, "3jss");
    assertThat(call(press(settled, 'm')))
        .contains(
            new OperatorCall.MoveAccount(
                "01900000000070000000000000000002", "Account 2", true, "new"));
    assertThat(call(press(typed(screen, "3"), 'm')))
        .as("it is under way: back")
        .contains(
            new OperatorCall.MoveAccount(
                "01900000000070000000000000000001", "Account 1", false, ""));
  }

  @Test
  void allListedAccountsAreAskedAboutOnceAndOnlyThoseThatCanMove() {
    // enterprise: 8 of 40; of these 20 and 40 are at "new" already, 40 is under way.
    ScreenState listed = press(typed(screen, "3ss/enterprise"), KeyCode.ENTER).state();
    ScreenState asked = typed(listed, "M");
    assertThat(asked.talk().question().map(Question::sentence))
        .contains("Move 6 of 8 listed accounts to new?");
    OperatorCall.MoveAccounts moves =
        (OperatorCall.MoveAccounts) call(press(asked, 'y')).orElseThrow();
    assertThat(moves.moves())
        .hasSize(6)
        .allMatch(move -> move.move() && move.store().equals("new"));
  }

  @Test
  void whenAllListedAccountsAreUnderWayTheyAreTakenBack() {
    ScreenState listed = press(typed(screen, "3/moving"), KeyCode.ENTER).state();
    ScreenState asked = typed(listed, "M");
    assertThat(asked.talk().question().map(Question::sentence))
        .contains("Take back 4 of 4 listed accounts?");
  }

  @Test
  void onTheMigrationsPageAllMeansTheSelectedMigration() {
    assertThat(press(typed(screen, "2"), 'M').state().talk().outcome().text())
        .contains("is RUNNING, which permits p pause");
  }

  @Test
  void theCursorStaysAtItsAccountWhenTheOrderChanges() {
    ScreenState at = typed(screen, "3jjjj");
    assertThat(selectedAccount(at)).isEqualTo("Account 5");
    assertThat(selectedAccount(typed(at, "o"))).isEqualTo("Account 5");
    var busier = Scenes.account(5).toBuilder().setNotes(1_000_000);
    ScreenState moved = seeing(at, delta(at).addAccounts(busier));
    assertThat(selectedAccount(moved)).isEqualTo("Account 5");
    assertThat(moved.lists().accounts().listing().cursor()).isZero();
    ScreenState gone =
        seeing(
            at,
            delta(at)
                .addGone(
                    Gone.newBuilder()
                        .setSection(Section.ACCOUNTS)
                        .setKey("01900000000070000000000000000005")));
    assertThat(selectedAccount(gone)).as("the next at its place").isEqualTo("Account 6");
  }

  @Test
  void everyOrderSortsByItsColumn() {
    ScreenState at = typed(screen, "3");
    assertThat(at.lists().accounts().order()).isEqualTo(AccountOrder.NOTES);
    ScreenState byName = typed(at, "o");
    assertThat(byName.lists().accounts().listing().rows())
        .extracting(account -> account.getName())
        .isSorted();
    ScreenState byPhase = typed(byName, "oo");
    assertThat(byPhase.lists().accounts().listing().rows().getFirst().getTarget())
        .as("those under way first")
        .isEqualTo("new");
    assertThat(typed(byPhase, "ooo").lists().accounts().order()).isEqualTo(AccountOrder.NOTES);
  }

  // ---- filter

  @Test
  void aFilterTakesEveryLetterUntilEnter() {
    ScreenState typing = typed(screen, "3/q1");
    assertThat(typing.lists().accounts().filter().text()).isEqualTo("q1");
    assertThat(typing.lists().accounts().listing().rows()).isEmpty();
    ScreenState shorter =
        press(press(typing, KeyCode.BACKSPACE).state(), KeyCode.BACKSPACE).state();
    assertThat(shorter.lists().accounts().listing().rows()).hasSize(40);
    ScreenState kept = press(typed(shorter, "nt 1"), KeyCode.ENTER).state();
    assertThat(kept.lists().accounts().listing().rows()).hasSize(11);
    assertThat(press(kept, 'q').effect()).isInstanceOf(Effect.Quit.class);
    assertThat(press(kept, KeyCode.ESCAPE).state().lists().accounts().listing().rows()).hasSize(40);
  }

  @Test
  void theLogFollowsItsEndAndStandsStillAboveIt() {
    ScreenState logs = typed(screen, "4");
    LogEvent more = LogEvent.newBuilder().setMessage("newest").setLevel("INFO").build();
    ScreenState followed = seeing(logs, delta(logs).addLog(more));
    assertThat(followed.lists().logs().listing().selected()).contains(more);
    ScreenState above = typed(logs, "kk");
    LogEvent before = above.lists().logs().listing().selected().orElseThrow();
    ScreenState still = seeing(above, delta(above).addLog(more));
    assertThat(still.lists().logs().listing().selected()).contains(before);
    assertThat(typed(still, "G").lists().logs().listing().selected()).contains(more);
  }

  @Test
  void theLevelLeavesLowerOnesOut() {
    ScreenState warnings = typed(screen, "4v");
    assertThat(warnings.lists().logs().listing().rows())
        .hasSize(6)
        .allMatch(event -> event.getLevel().equals("WARNING"));
    assertThat(typed(warnings, "v").lists().logs().listing().rows()).isEmpty();
    assertThat(typed(warnings, "vv").lists().logs().listing().rows()).hasSize(60);
  }

  // ---- detail

  @Test
  void enterReadsTheJournalOfTheAccountAndOfItsMigration() {
    Step opened = press(typed(screen, "3"), KeyCode.ENTER);
    String key = "01900000000070000000000000000001";
    assertThat(call(opened))
        .contains(new OperatorCall.ReadAccountJournal(key, List.of(Scenes.MOVING, 3L), true));
    ScreenState other =
        ScreenUpdate.next(
                opened.state(),
                new ScreenEvent.Told(new CallResult.Journal("other", "", List.of(), true)),
                NOON)
            .state();
    assertThat(other.talk().detail())
        .as("an answer about another one is not shown")
        .isEqualTo(opened.state().talk().detail());
    assertThat(press(other, KeyCode.ESCAPE).state().talk().detail()).isEmpty();
    assertThat(typed(other, "4").talk().detail()).isEmpty();
  }

  @Test
  void enterOnTheFirstPageShowsTheFindingsAndScrollsThem() {
    ScreenState opened = press(screen, KeyCode.ENTER).state();
    assertThat(opened.talk().detail()).contains(new Detail.Found(0));
    var more = Scenes.snapshot(30).getFindings(0).toBuilder().setId("another");
    ScreenState two = seeing(opened, delta(opened).addFindings(more));
    assertThat(typed(two, "jjj").talk().detail()).contains(new Detail.Found(1));
    assertThat(typed(two, "Gg").talk().detail()).contains(new Detail.Found(0));
    assertThat(press(two, KeyCode.ESCAPE).state().talk().detail()).isEmpty();
    ScreenState none =
        seeing(
            screen,
            delta(screen)
                .addGone(
                    Gone.newBuilder().setSection(Section.FINDINGS).setKey("release-difference-1")));
    assertThat(press(none, KeyCode.ENTER).state().talk().detail()).isEmpty();
  }

  // ---- mouse

  @Test
  void aClickOnATabGoesToItsPage() {
    assertThat(click(screen, 14, 0).state().page()).isEqualTo(Page.MIGRATIONS);
    assertThat(click(screen, 30, 0).state().page()).isEqualTo(Page.ACCOUNTS);
    assertThat(click(screen, 12, 0).state().page()).as("between them").isEqualTo(Page.OVERVIEW);
    assertThat(click(screen, 30, 1).state().page()).isEqualTo(Page.OVERVIEW);
  }

  @Test
  void aClickOnARowSelectsIt() {
    assertThat(selectedAccount(click(typed(screen, "3"), 5, 7).state())).isEqualTo("Account 4");
    ScreenState scrolled = typed(screen, "3G");
    assertThat(selectedAccount(click(scrolled, 5, 4).state())).isEqualTo("Account 23");
    assertThat(click(typed(screen, "2"), 5, 4).state().lists().migrations().cursor()).isEqualTo(1);
    assertThat(click(typed(screen, "3"), 5, 23).state().lists().accounts().listing().cursor())
        .as("below the list")
        .isZero();
  }

  @Test
  void theWheelScrollsButAnswersNoQuestion() {
    ScreenState accounts = typed(screen, "3");
    ScreenState down = ScreenUpdate.next(accounts, MouseEvent.scrollDown(1, 9), NOON).state();
    assertThat(down.lists().accounts().listing().cursor()).isEqualTo(3);
    assertThat(
            ScreenUpdate.next(down, MouseEvent.scrollUp(1, 9), NOON)
                .state()
                .lists()
                .accounts()
                .listing()
                .cursor())
        .isZero();
    ScreenState asked = typed(screen, "d");
    assertThat(click(asked, 14, 0).state()).isEqualTo(asked.with(asked.window().at(NOON)));
  }

  // ---- link

  @Test
  void aReconnectionIsSaid() {
    Link lost = new Link(Link.State.LOST, "a:1", "a:1 does not answer: gone");
    Link connecting = new Link(Link.State.CONNECTING, "b:1", "");
    Link live = new Link(Link.State.LIVE, "b:1", "");
    ScreenState state = screen;
    for (Link link : List.of(lost, connecting)) {
      state = ScreenUpdate.next(state, new ScreenEvent.Linked(link), NOON).state();
      assertThat(state.feed().isStale(NOON)).isTrue();
    }
    state = ScreenUpdate.next(state, new ScreenEvent.Linked(live), NOON).state();
    assertThat(state.talk().outcome().text()).isEqualTo("a:1 does not answer: gone; now from b:1");
    assertThat(state.feed().isStale(NOON + 30_000)).isFalse();
  }

  @Test
  void updatesThatDoNotComeMakeItStale() {
    assertThat(screen.feed().isStale(NOON + 33_000)).isFalse();
    assertThat(screen.feed().isStale(NOON + 33_001)).isTrue();
  }

  @Test
  void outcomesAndProgressAreShown() {
    ScreenState progress =
        ScreenUpdate.next(screen, new ScreenEvent.Told(new CallResult.Progress(20, 1_000)), NOON)
            .state();
    assertThat(progress.talk().outcome().text()).isEqualTo("20 of 1,000 accounts are asked");
    ScreenState refused =
        ScreenUpdate.next(screen, new ScreenEvent.Told(new CallResult.Refused("no")), NOON).state();
    assertThat(refused.talk().outcome()).isEqualTo(new Outcome("no", Role.ALARM));
  }
}
