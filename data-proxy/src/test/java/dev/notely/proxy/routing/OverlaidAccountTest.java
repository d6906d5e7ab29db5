package dev.notely.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.notely.proxy.migration.ScriptedStore;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCache;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.store.Aside;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.ListCall;
import dev.notely.proxy.store.ListPart;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.NoteStores;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.runtime.overload.RetryBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Operations on an account that was switched and is not yet drained: who is asked, and when. */
final class OverlaidAccountTest {
  private static final UUID ACCOUNT = new UUID(1, 2);
  private static final NoteCall GET = new One(false);
  private static final NoteCall UPDATE = new One(true);
  private static final Placement OVERLAID = placement(2, "old", Phase.OVERLAID);
  private static final Placement DRAINED = placement(3, "old", Phase.MOVED);

  private final List<String> calls = new ArrayList<>();
  private final Deque<Supplier<NoteReply>> home = new ArrayDeque<>();
  private final Deque<Supplier<NoteReply>> former = new ArrayDeque<>();
  private final ScriptedStore newStore = new ScriptedStore("new", calls);
  private final ScriptedStore oldStore = new ScriptedStore("old", calls);
  private final List<Runnable> slowLane = new ArrayList<>();
  private Placement inCatalog = OVERLAID;
  private Instant now = Instant.EPOCH;
  private final Catalog catalog = new Catalog();
  private final PlacementCache cache = new PlacementCache(catalog);
  private final NoteRouter router =
      new NoteRouter(
          cache,
          catalog,
          new Stores(),
          name -> name.equals("new") ? newStore : oldStore,
          new Time(),
          slowLane::add,
          RouteObserver.NONE,
          new Listener(),
          new RetryBudget(() -> 0));
  private final List<String> touched = new ArrayList<>();

  private record One(boolean isWrite) implements NoteCall {
    @Override
    public UUID account() {
      return ACCOUNT;
    }
  }

  private record Page(ByteString after, int limit) implements ListCall {
    @Override
    public UUID account() {
      return ACCOUNT;
    }

    @Override
    public ListCall from(ByteString key, int most) {
      return new Page(key, most);
    }

    @Override
    public Object answer(List<ByteString> ids, boolean more) {
      return ids.stream().map(ByteString::toStringUtf8).toList() + (more ? " and more" : "");
    }
  }

  private record Kept(long seq) implements CommittedRecord {}

  private record Told(Optional<CommittedRecord> former, Optional<ListPart> part) implements Aside {
    @Override
    public Optional<CommittedRecord> committed() {
      return Optional.empty();
    }

    @Override
    public Optional<Sight> sight() {
      return Optional.empty();
    }

    @Override
    public long micros() {
      return 0;
    }
  }

  private static Placement placement(long epoch, String second, Phase phase) {
    return new Placement(ACCOUNT, epoch, "new", second, phase, epoch);
  }

  private static NoteReply ok(String value) {
    return new NoteReply(Refusal.NONE, 2, false, value);
  }

  private static NoteReply refused(Refusal refusal) {
    return new NoteReply(refusal, 2, false, "");
  }

  private static NoteReply kept(String value, long seq) {
    Told told = new Told(Optional.of(new Kept(seq)), Optional.empty());
    return new NoteReply(Refusal.NONE, 2, false, value, told);
  }

  private static NoteReply part(List<String> ids, List<String> tombstones, String reach) {
    ListPart part =
        new ListPart(
            ids.stream().map(ByteString::copyFromUtf8).toList(),
            tombstones.stream().map(ByteString::copyFromUtf8).toList(),
            ByteString.copyFromUtf8(reach));
    Told told = new Told(Optional.empty(), Optional.of(part));
    return new NoteReply(Refusal.NONE, 2, false, "", told);
  }

  private static NoteReply away() {
    throw new StoreUnavailableException("away");
  }

  private void home(NoteReply... replies) {
    List.of(replies).forEach(reply -> home.add(() -> reply));
  }

  private void former(NoteReply... replies) {
    List.of(replies).forEach(reply -> former.add(() -> reply));
  }

  private Object route(NoteCall call) {
    return router.route(call, now.plusSeconds(10)).body();
  }

  @Test
  void whatTheHomeHasIsItsAnswer() {
    home(ok("value"));
    assertThat(route(GET)).isEqualTo("value");
    assertThat(calls).containsExactly("home 2");
  }

  @Test
  void aNoteThatNobodyTouchedIsReadAtTheFormerHome() {
    home(refused(Refusal.ASK_FALLBACK));
    former(kept("old value", 5));
    assertThat(route(GET)).isEqualTo("old value");
    assertThat(calls).containsExactly("home 2", "former 2");
  }

  @Test
  void whereTheFormerHomeHasNoneTheHomeIsAskedAgain() {
    home(refused(Refusal.ASK_FALLBACK), ok("it moved in between"));
    former(ok("none"));
    assertThat(route(GET)).isEqualTo("it moved in between");
    assertThat(calls).containsExactly("home 2", "former 2", "home 2 with none");
  }

  @Test
  void aWriteTakesItsBaseAlong() {
    home(refused(Refusal.ASK_FALLBACK), ok("written"));
    former(kept("old value", 5));
    assertThat(route(UPDATE)).isEqualTo("written");
    assertThat(calls).containsExactly("home 2", "former 2", "home 2 with 5");
  }

  @Test
  void aWriteOfNothingSaysThatTheFormerHomeHasNone() {
    home(refused(Refusal.ASK_FALLBACK), ok("no such note"));
    former(ok("none"));
    assertThat(route(UPDATE)).isEqualTo("no such note");
    assertThat(calls).containsExactly("home 2", "former 2", "home 2 with none");
  }

  @Test
  void aBaseThatComesTooLateIsNotSentAgainAtTheNextEpoch() {
    home(refused(Refusal.ASK_FALLBACK), refused(Refusal.STALE_EPOCH), ok("written"));
    former(kept("old value", 5));
    catalog.then(DRAINED, 2);
    assertThat(route(UPDATE)).isEqualTo("written");
    assertThat(calls).containsExactly("home 2", "former 2", "home 2 with 5", "home 3");
  }

  @Test
  void aFormerHomeThatKnowsALaterEpochIsNotAskedTwice() {
    home(refused(Refusal.ASK_FALLBACK), ok("value"));
    former(refused(Refusal.STALE_EPOCH));
    catalog.then(DRAINED, 2);
    assertThat(route(GET)).isEqualTo("value");
    assertThat(calls).containsExactly("home 2", "former 2", "home 3");
  }

  @Test
  void aHomeThatIsNotOpenYetIsOpenedByWhoeverAsks() {
    home(refused(Refusal.NOT_HOME), ok("value"));
    assertThat(route(GET)).isEqualTo("value");
    assertThat(calls).containsExactly("home 2", "old.demote", "old.log", "new.open", "home 2");
  }

  @Test
  void soIsAFormerHomeThatIsNotDemotedYet() {
    home(refused(Refusal.ASK_FALLBACK), refused(Refusal.ASK_FALLBACK));
    former(refused(Refusal.NOT_HOME), kept("old value", 5));
    assertThat(route(GET)).isEqualTo("old value");
    assertThat(calls)
        .containsExactly(
            "home 2", "former 2", "old.demote", "old.log", "new.open", "home 2", "former 2");
  }

  @Test
  void anOpeningThatComesTooLateIsARefresh() {
    home(refused(Refusal.NOT_HOME), ok("value"));
    oldStore.refuse("demote", Refusal.STALE_EPOCH);
    catalog.then(DRAINED, 2);
    assertThat(route(GET)).isEqualTo("value");
    assertThat(calls).containsExactly("home 2", "old.demote", "home 3");
  }

  @Test
  void whatNeverOpensIsNotTriedForEver() {
    for (int i = 0; i < 100; i++) {
      home(refused(Refusal.NOT_HOME));
    }
    assertThatThrownBy(() -> route(GET)).isInstanceOf(RouteFailedException.class);
  }

  @Test
  void aFormerHomeThatIsAwayIsTriedABoundedNumberOfTimes() {
    for (int i = 0; i < 10; i++) {
      home(refused(Refusal.ASK_FALLBACK));
      former.add(OverlaidAccountTest::away);
    }
    assertThatThrownBy(() -> route(GET)).isInstanceOf(StoreUnavailableException.class);
    assertThat(calls.stream().filter("former 2"::equals)).hasSize(4);
  }

  @Test
  void aListAsksTheFormerHomeFirst() {
    former(part(List.of("a", "c", "d"), List.of(), ""));
    home(part(List.of("b", "c"), List.of("d"), ""));
    assertThat(route(new Page(ByteString.EMPTY, 10))).isEqualTo("[a, b, c]");
    assertThat(calls).containsExactly("former 2 after ", "home 2 after ");
  }

  @Test
  void aPageOfDeletedNotesIsNoEmptyPage() {
    former(part(List.of("a"), List.of(), "a"), part(List.of("a", "c", "e"), List.of(), ""));
    home(part(List.of(), List.of("a", "b"), "b"), part(List.of("d"), List.of("a", "c"), ""));
    assertThat(route(new Page(ByteString.EMPTY, 1))).isEqualTo("[d] and more");
    assertThat(calls)
        .as("begun anew: of two short looks each could see another moment")
        .containsExactly("former 2 after ", "home 2 after ", "former 2 after ", "home 2 after ");
  }

  @Test
  void whatOneShortLookSawDoesNotCountInALongOne() {
    former(part(List.of("a", "b"), List.of(), "b"), part(List.of("a", "b"), List.of(), ""));
    home(part(List.of("a"), List.of("b"), ""), part(List.of(), List.of("a", "b"), ""));
    assertThat(route(new Page(ByteString.EMPTY, 2))).isEqualTo("[]");
  }

  @Test
  void aPageBehindMoreDeletedNotesThanOneLookTakesIsContinued() {
    former(
        part(List.of("a"), List.of(), "a"),
        part(List.of("a"), List.of(), "a"),
        part(List.of("c", "e"), List.of(), ""));
    home(
        part(List.of(), List.of("a"), "a"),
        part(List.of(), List.of("a"), "a"),
        part(List.of("d"), List.of("c"), ""));
    assertThat(route(new Page(ByteString.EMPTY, 1))).isEqualTo("[d] and more");
    assertThat(calls)
        .endsWith("former 2 after ", "home 2 after ", "former 2 after a", "home 2 after a");
  }

  @Test
  void aListBeginsAnewWhereThePlacementHasChanged() {
    former(part(List.of("a"), List.of(), ""));
    home(refused(Refusal.STALE_EPOCH), ok("[a]"));
    catalog.then(DRAINED, 2);
    assertThat(route(new Page(ByteString.EMPTY, 1))).isEqualTo("[a]");
    assertThat(calls).containsExactly("former 2 after ", "home 2 after ", "home 3 after ");
  }

  @Test
  void aStoreThatDoesNotSayHowFarItsListGoesIsNotBelieved() {
    former(ok(""));
    home(part(List.of("a"), List.of(), ""));
    assertThatThrownBy(() -> route(new Page(ByteString.EMPTY, 1)))
        .isInstanceOf(RouteFailedException.class);
  }

  @Test
  void aListOfAnOverlaidAccountBlocksNoEventLoop() {
    cache.learn(OVERLAID);
    AtomicReference<@Nullable NoteReply> answer = new AtomicReference<>();
    router.route(
        new Page(ByteString.EMPTY, 9), now.plusSeconds(1), (reply, _) -> answer.set(reply));
    assertThat(calls).isEmpty();
    former(part(List.of("a"), List.of(), ""));
    home(part(List.of(), List.of(), ""));
    slowLane.forEach(Runnable::run);
    assertThat(String.valueOf(answer.get())).contains("[a]");
  }

  @Test
  void whatTheHomeHasIsAnsweredOnTheEventLoopAndTheRestInTheSlowLane() {
    cache.learn(OVERLAID);
    home(ok("value"), refused(Refusal.ASK_FALLBACK));
    AtomicReference<@Nullable NoteReply> answer = new AtomicReference<>();
    router.route(GET, now.plusSeconds(1), (reply, _) -> answer.set(reply));
    assertThat(answer.get()).isEqualTo(ok("value"));

    router.route(GET, now.plusSeconds(1), (reply, _) -> answer.set(reply));
    assertThat(calls).doesNotContain("former 2");
    former(kept("old value", 5));
    slowLane.forEach(Runnable::run);
    assertThat(answer.get()).isEqualTo(kept("old value", 5));
    assertThat(calls)
        .as("the home is not asked again")
        .containsExactly("home 2", "home 2", "former 2");
  }

  @Test
  void whatTheFormerHomeHadIsToldOnceTheUserHasTheAnswer() {
    home(refused(Refusal.ASK_FALLBACK), refused(Refusal.ASK_FALLBACK), ok("written"));
    former(kept("old value", 5), kept("old value", 5));
    assertThat(route(GET)).isEqualTo("old value");
    assertThat(route(UPDATE)).isEqualTo("written");
    assertThat(touched).containsExactly("read 5 at 2", "write 5 at 2");
    home(ok("value"), refused(Refusal.ASK_FALLBACK), ok("none"));
    former(ok("none"));
    route(GET);
    route(GET);
    assertThat(touched).as("the home had it, or nobody").hasSize(2);
  }

  @Test
  void aWriteThatWaitsTooLongForASwitchAbortsIt() {
    inCatalog = new Placement(ACCOUNT, 1, "old", "new", Phase.SWITCHING, 1);
    home(refused(Refusal.SEALED_ROW), ok("written"));
    assertThat(route(UPDATE)).isEqualTo("written");
    assertThat(calls).containsExactly("home 1", "abort", "home 2");
  }

  private final class Listener implements AfterAnswer {
    @Override
    public void answered(Placement placement, NoteCall call, NoteReply reply) {}

    @Override
    public void touched(Placement overlaid, NoteCall call, CommittedRecord record) {
      String how = call.isWrite() ? "write " : "read ";
      touched.add(how + record.seq() + " at " + overlaid.epoch());
    }
  }

  private final class Stores implements NoteStores {
    private NoteReply next(Deque<Supplier<NoteReply>> replies, String call) {
      calls.add(call);
      return replies.remove().get();
    }

    private static String to(String whom, Placement placement, NoteCall call) {
      String after = call instanceof Page page ? " after " + page.after().toStringUtf8() : "";
      return whom + " " + placement.epoch() + after;
    }

    @Override
    public NoteReply call(Placement proof, NoteCall call) {
      return next(home, to("home", proof, call));
    }

    @Override
    public NoteReply call(Placement overlaid, NoteCall call, Optional<CommittedRecord> said) {
      String with = said.map(record -> String.valueOf(record.seq())).orElse("none");
      return next(home, to("home", overlaid, call) + " with " + with);
    }

    @Override
    public NoteReply fallback(Placement overlaid, NoteCall call) {
      return next(former, to("former", overlaid, call));
    }

    @Override
    public void callAsync(
        Placement proof,
        NoteCall call,
        BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
      done.accept(call(proof, call), null);
    }

    @Override
    public void shadowAsync(
        Placement seen,
        NoteCall call,
        BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
      throw new AssertionError("the router makes no shadow reads");
    }
  }

  /** Changes its mind once it was asked often enough. */
  private final class Catalog implements PlacementCatalog {
    private Placement later = OVERLAID;
    private int from = Integer.MAX_VALUE;
    private int finds;

    void then(Placement placement, int fromLook) {
      later = placement;
      from = fromLook;
    }

    @Override
    public Placement find(UUID account) {
      return ++finds >= from ? later : inCatalog;
    }

    @Override
    public Outcome compareAndSet(UUID account, long expectedEpoch, PlacementChange change) {
      assertThat(change).isEqualTo(new PlacementChange.Abort());
      calls.add("abort");
      inCatalog = new Placement(ACCOUNT, 2, "old", "new", Phase.SWITCHING, 2);
      return new Outcome(true, inCatalog);
    }
  }

  private final class Time implements Waiting {
    @Override
    public Instant now() {
      return now;
    }

    @Override
    public Optional<Placement> awaitNewer(Placement seen, Duration atMost) {
      now = now.plus(atMost);
      return Optional.empty();
    }

    @Override
    public void pause(Duration time) {
      now = now.plus(time);
    }
  }
}
