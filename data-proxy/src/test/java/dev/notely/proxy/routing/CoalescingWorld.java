package dev.notely.proxy.routing;

import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.StoreUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Readers and writers of two notes over a store whose calls run and return when the seed says so. A
 * note's value is the number of its writes. Watches that each read gets what it could have got by a
 * call of its own: no less than what had been acknowledged, or shown to anybody, when it began.
 */
final class CoalescingWorld implements Callers {
  private static final UUID ACCOUNT = new UUID(1, 1);
  private static final int NOTES = 2;

  private final Random random;
  private final AsyncRoute reads;
  private final int[] written = new int[NOTES];
  private final int[] floor = new int[NOTES];
  private final List<Sent> sent = new ArrayList<>();
  private final Map<Integer, LeavingCaller> waiting = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private @Nullable LeavingCaller asking;
  private int readers;
  private int answers;
  private int callsMade;

  /** A read of a note. */
  record Get(int note) implements NoteCall {
    @Override
    public UUID account() {
      return ACCOUNT;
    }

    @Override
    public boolean isWrite() {
      return false;
    }
  }

  /** A call on its way: what it saw is known once it has run. */
  private static final class Sent {
    private final int note;
    private final BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done;
    private int saw = -1;

    Sent(int note, BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
      this.note = note;
      this.done = done;
    }
  }

  /** Leaves on command. */
  private static final class LeavingCaller implements Caller {
    private final List<Runnable> whenGone = new ArrayList<>();

    @Override
    public void whenGone(Runnable action) {
      whenGone.add(action);
    }

    @Override
    public void outliving(Instant deadline, Runnable sending) {
      sending.run();
    }
  }

  CoalescingWorld(long seed, Function<CoalescingWorld, AsyncRoute> subject) {
    random = new Random(seed);
    reads = subject.apply(this);
  }

  /** The store, as the subject reaches it. */
  AsyncRoute store() {
    return this::send;
  }

  private void send(
      NoteCall call,
      Instant deadline,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    callsMade++;
    sent.add(new Sent(((Get) call).note(), done));
  }

  @Override
  public Caller current() {
    LeavingCaller caller = new LeavingCaller();
    asking = caller;
    return caller;
  }

  /** Runs to the end; what was wrong. */
  List<String> violations(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
      Set<Integer> underWay = new HashSet<>();
      for (Sent call : sent) {
        if (!underWay.add(call.note)) {
          violations.add("two calls of note " + call.note + " under way");
        }
      }
    }
    while (!sent.isEmpty()) {
      Sent call = sent.getFirst();
      run(call);
      land(call);
    }
    if (answers != readers) {
      violations.add(answers + " answers for " + readers + " readers");
    }
    return violations;
  }

  int readers() {
    return readers;
  }

  int callsMade() {
    return callsMade;
  }

  private void step() {
    int note = random.nextInt(NOTES);
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> read(note);
      case 4 -> {
        written[note]++;
        if (random.nextBoolean()) {
          floor[note] = written[note]; // acknowledged; else its writer has not heard of it yet
        }
      }
      case 5, 6 -> any().ifPresent(this::run);
      case 7, 8 -> any().filter(call -> call.saw >= 0).ifPresent(this::land);
      default -> failOrLeave();
    }
  }

  private Optional<Sent> any() {
    return sent.isEmpty() ? Optional.empty() : Optional.of(sent.get(random.nextInt(sent.size())));
  }

  private void read(int note) {
    int reader = readers++;
    int atLeast = floor[note];
    asking = null;
    boolean[] answered = {false};
    reads.route(
        new Get(note),
        Instant.MAX,
        (reply, failure) -> {
          answers++;
          waiting.remove(reader);
          if (answered[0]) {
            violations.add("reader " + reader + " was answered twice");
          }
          answered[0] = true;
          if (reply != null) {
            int value = (Integer) reply.body();
            if (value < atLeast) {
              violations.add("reader " + reader + " got " + value + ", not " + atLeast);
            }
            floor[note] = Math.max(floor[note], value);
          }
        });
    LeavingCaller caller = asking;
    if (caller != null && !answered[0]) {
      waiting.put(reader, caller);
    }
  }

  private void run(Sent call) {
    if (call.saw < 0) {
      call.saw = written[call.note];
    }
  }

  private void land(Sent call) {
    sent.remove(call);
    call.done.accept(new NoteReply(Refusal.NONE, 1, false, call.saw), null);
  }

  private void failOrLeave() {
    if (random.nextBoolean()) {
      any()
          .ifPresent(call -> {
            sent.remove(call);
            call.done.accept(null, new StoreUnavailableException("away"));
          });
    } else if (!waiting.isEmpty()) {
      List<Integer> ids = List.copyOf(waiting.keySet());
      LeavingCaller leaver = waiting.get(ids.get(random.nextInt(ids.size())));
      if (leaver != null) {
        List.copyOf(leaver.whenGone).forEach(Runnable::run);
      }
    }
  }
}
