package dev.notely.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.proxy.routing.CoalescingWorld.Get;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.StoreUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ReadCoalescerTest {
  private static final int SEEDS = 2_000;
  private static final int STEPS = 200;
  private static final NoteReply REPLY = new NoteReply(Refusal.NONE, 1, false, "value");

  private final List<Sent> sent = new ArrayList<>();
  private final List<FakeCaller> callers = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final ReadCoalescer coalescer = new ReadCoalescer(this::send, this::caller);

  private record Sent(
      Instant deadline, BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {}

  private record Write(UUID account) implements NoteCall {
    @Override
    public boolean isWrite() {
      return true;
    }
  }

  private static final class FakeCaller implements Callers.Caller {
    private Runnable whenGone = () -> {};

    @Override
    public void whenGone(Runnable action) {
      whenGone = action;
    }

    @Override
    public void outliving(Instant deadline, Runnable sending) {
      sending.run();
    }
  }

  private void send(
      NoteCall call,
      Instant deadline,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    sent.add(new Sent(deadline, done));
  }

  private Callers.Caller caller() {
    callers.add(new FakeCaller());
    return callers.getLast();
  }

  private void read(String who, int seconds) {
    coalescer.route(
        new Get(0),
        Instant.ofEpochSecond(seconds),
        (reply, failure) -> heard.add(who + ":" + text(reply, failure)));
  }

  private static Object text(@Nullable NoteReply reply, @Nullable RuntimeException failure) {
    if (reply != null) {
      return reply.body();
    }
    return failure == null ? "nothing" : failure.getClass().getSimpleName();
  }

  @Test
  void whoeverReadsSeesWhatWasWrittenBeforeWhateverIsShared() {
    int readers = 0;
    int calls = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      CoalescingWorld world =
          new CoalescingWorld(seed, here -> new ReadCoalescer(here.store(), here));
      assertThat(world.violations(STEPS)).as("seed " + seed).isEmpty();
      readers += world.readers();
      calls += world.callsMade();
    }
    assertThat(calls).as("of " + readers + " reads").isLessThan(readers / 2);
  }

  @Test
  void joiningACallThatWasSentBeforeIsCaughtByTheSameCheck() {
    long caught = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      CoalescingWorld world = new CoalescingWorld(seed, here -> new JoinsWhatWasSent(here.store()));
      if (world.violations(STEPS).stream().anyMatch(violation -> violation.contains(" got "))) {
        caught++;
      }
    }
    assertThat(caught).isGreaterThan(SEEDS / 2);
  }

  @Test
  void thoseWhoComeMeanwhileShareTheNextCallAndItsLatestDeadline() {
    read("a", 1);
    read("b", 5);
    read("c", 3);
    assertThat(sent).extracting(Sent::deadline).containsExactly(Instant.ofEpochSecond(1));
    sent.getFirst().done.accept(REPLY, null);
    assertThat(heard).containsExactly("a:value");
    assertThat(sent.getLast().deadline()).isEqualTo(Instant.ofEpochSecond(5));
    sent.getLast().done.accept(REPLY, null);
    assertThat(heard).containsExactly("a:value", "b:value", "c:value");
    assertThat(coalescer.figures()).isEqualTo(new ReadCoalescer.Figures(3, 2));
  }

  @Test
  void aFailureIsOfThoseWhoSharedTheCallAndNobodyElse() {
    read("a", 1);
    read("b", 1);
    read("c", 1);
    sent.getFirst().done.accept(null, new StoreUnavailableException("away"));
    assertThat(heard).containsExactly("a:StoreUnavailableException");
    read("d", 1);
    sent.getLast().done.accept(null, new StoreUnavailableException("away"));
    sent.getLast().done.accept(REPLY, null);
    assertThat(heard)
        .containsExactly(
            "a:StoreUnavailableException",
            "b:StoreUnavailableException",
            "c:StoreUnavailableException",
            "d:value");
  }

  @Test
  void oneWhoHasNoTimeLeftWaitsForNobody() {
    read("a", 9);
    read("b", 1);
    read("c", 9);
    callers.get(1).whenGone.run();
    assertThat(heard).containsExactly("b:RouteFailedException");
    sent.getFirst().done.accept(REPLY, null);
    callers.get(2).whenGone.run();
    sent.getLast().done.accept(REPLY, null);
    assertThat(heard)
        .containsExactly("b:RouteFailedException", "a:value", "c:RouteFailedException");
  }

  @Test
  void whereAllWhoWaitedHaveLeftNothingIsSent() {
    read("a", 9);
    read("b", 1);
    callers.get(1).whenGone.run();
    sent.getFirst().done.accept(REPLY, null);
    assertThat(sent).hasSize(1);
    read("c", 9);
    assertThat(sent).as("nothing is remembered of the read").hasSize(2);
  }

  @Test
  void anAnswerThatCannotBeGivenKeepsNobodyElseWaiting() {
    read("a", 1);
    coalescer.route(
        new Get(0),
        Instant.EPOCH,
        (reply, failure) -> {
          throw new IllegalStateException("has gone");
        });
    read("c", 1);
    sent.getFirst().done.accept(REPLY, null);
    read("d", 1);
    assertThatThrownBy(() -> sent.getLast().done.accept(REPLY, null)).hasMessage("has gone");
    assertThat(heard).containsExactly("a:value", "c:value");
    sent.getLast().done.accept(REPLY, null);
    assertThat(heard).containsExactly("a:value", "c:value", "d:value");
  }

  @Test
  void otherNotesAndWritesPassBy() {
    coalescer.route(new Get(0), Instant.EPOCH, (reply, failure) -> {});
    coalescer.route(new Get(1), Instant.EPOCH, (reply, failure) -> {});
    coalescer.route(new Write(new UUID(1, 1)), Instant.EPOCH, (reply, failure) -> {});
    coalescer.route(new Write(new UUID(1, 1)), Instant.EPOCH, (reply, failure) -> {});
    assertThat(sent).hasSize(4);
  }

  @Test
  void noMoreReadersWaitThanThereIsRoomFor() {
    for (int i = 0; i < ReadCoalescer.MAX_READERS; i++) {
      coalescer.route(new Get(0), Instant.EPOCH, (reply, failure) -> {});
    }
    read("one too many", 1);
    assertThat(heard)
        .containsExactly("one too many:" + RejectedExecutionException.class.getSimpleName());
    sent.getFirst().done.accept(REPLY, null);
    read("after one has left", 1);
    assertThat(heard).hasSize(1);
  }

  private interface Done extends BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> {}

  /** What must not be: whoever comes while a call is under way takes its answer. */
  private static final class JoinsWhatWasSent implements AsyncRoute {
    private final AsyncRoute route;
    private final Map<NoteCall, List<Done>> joined = new HashMap<>();

    JoinsWhatWasSent(AsyncRoute route) {
      this.route = route;
    }

    @Override
    public void route(
        NoteCall call,
        Instant deadline,
        BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
      List<Done> others = joined.get(call);
      if (others != null) {
        others.add(done::accept);
        return;
      }
      List<Done> mine = new ArrayList<>();
      mine.add(done::accept);
      joined.put(call, mine);
      route.route(
          call,
          deadline,
          (reply, failure) -> {
            joined.remove(call);
            mine.forEach(reader -> reader.accept(reply, failure));
          });
    }
  }
}
