package dev.notely.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Whoever has the baton runs, nobody else does. Who gets it next, and at which simulated time, the
 * seed decides: so a run is the same every time, whatever the machine does.
 */
final class Baton {
  /**
   * Ends an actor at once, through all that it is in the middle of: product code catches no errors.
   */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /** A thread of the simulation. */
  static final class Actor {
    private final String name;
    private Thread thread = Thread.currentThread();
    private volatile boolean turn;
    private boolean killed;
    private boolean ended;
    private boolean woken;
    private long generation;

    private Actor(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private record Turn(long at, int tie, long generation, Actor actor, Runnable callback) {}

  private final Random random;
  private final PriorityQueue<Turn> turns =
      new PriorityQueue<>(Comparator.comparingLong(Turn::at).thenComparingInt(Turn::tie));
  private final List<Actor> actors = new ArrayList<>();
  private final Actor director = new Actor("director");
  private Actor current = director;
  private Runnable afterEachStep = () -> {};
  private Optional<String> finding = Optional.empty();
  private long nowMicros;
  private long untilMicros;
  private long steps;
  private boolean over;
  private long fingerprint;

  Baton(Random random) {
    this.random = random;
  }

  long nowMicros() {
    return nowMicros;
  }

  /** Simulated wall clock. */
  Instant now() {
    return Instant.ofEpochSecond(1_000_000, nowMicros * 1_000);
  }

  boolean isOver() {
    return over;
  }

  long steps() {
    return steps;
  }

  /** Of who ran when: equal for equal runs. */
  long fingerprint() {
    return fingerprint;
  }

  Actor current() {
    return current;
  }

  /** The first broken invariant; ends the run. */
  void fail(String invariant, String detail) {
    if (finding.isEmpty()) {
      finding = Optional.of(invariant + ": " + detail);
    }
  }

  Optional<String> finding() {
    return finding;
  }

  /** Adds an actor that begins some time from now. */
  Actor spawn(String name, long afterMicros, Runnable work) {
    Actor actor = new Actor(name);
    actor.thread = Thread.ofVirtual().name(name).unstarted(() -> live(actor, work));
    actors.add(actor);
    actor.thread.start();
    schedule(actor, nowMicros + afterMicros);
    return actor;
  }

  private void live(Actor actor, Runnable work) {
    try {
      awaitTurn(actor);
      work.run();
    } catch (Killed e) {
      // meant
    } catch (RuntimeException | Error e) {
      // The trace of an error that came often may be empty.
      fail(
          "NoSurprise",
          actor + " ended with " + e + Arrays.stream(e.getStackTrace()).limit(2).toList());
    }
    actor.ended = true;
    handOn();
  }

  /** Runs a callback some time from now; it must not pause. */
  void later(long afterMicros, Runnable callback) {
    turns.add(new Turn(nowMicros + afterMicros, random.nextInt(), 0, director, callback));
  }

  /** The current actor goes on after this time; everybody else may run meanwhile. */
  void pause(long micros) {
    Actor me = current;
    schedule(me, nowMicros + micros);
    handOn();
    awaitTurn(me);
  }

  /** As {@link #pause}, but ended early by {@link #wake}; true if it was. */
  boolean awaitWake(long micros) {
    Actor me = current;
    me.woken = false;
    pause(micros);
    return me.woken;
  }

  /** The actor does nothing any more, in whatever it is in the middle of. */
  void kill(Actor actor) {
    actor.killed = true;
  }

  void wake(Actor actor) {
    if (!actor.ended && !actor.woken) {
      actor.woken = true;
      schedule(actor, nowMicros);
    }
  }

  private void schedule(Actor actor, long at) {
    actor.generation++;
    turns.add(new Turn(at, random.nextInt(), actor.generation, actor, () -> {}));
  }

  /** Runs until a time, a finding, or nothing is left to do. */
  void run(long until, Runnable invariants) {
    untilMicros = until;
    afterEachStep = invariants;
    over = false;
    handOn();
    awaitTurn(director);
  }

  /** Ends all actors; the baton cannot be used any more. */
  void end() {
    afterEachStep = () -> {};
    turns.clear();
    over = true;
    for (Actor actor : List.copyOf(actors)) {
      if (!actor.ended) {
        actor.killed = true;
        give(actor);
        awaitTurn(director);
      }
    }
  }

  private void handOn() {
    steps++;
    afterEachStep.run();
    give(next());
  }

  private Actor next() {
    while (!over && finding.isEmpty()) {
      Turn turn = turns.peek();
      if (turn == null || turn.at() > untilMicros) {
        over = true;
        break;
      }
      turns.poll();
      nowMicros = Math.max(nowMicros, turn.at());
      if (turn.actor() == director) {
        turn.callback().run();
        afterEachStep.run();
      } else if (!turn.actor().ended && turn.generation() == turn.actor().generation) {
        return turn.actor();
      }
    }
    return director;
  }

  private void give(Actor next) {
    fingerprint = 31 * (31 * fingerprint + nowMicros) + next.name.hashCode();
    current = next;
    next.turn = true;
    LockSupport.unpark(next.thread);
  }

  private static void awaitTurn(Actor me) {
    while (!me.turn) {
      LockSupport.park();
    }
    me.turn = false;
    if (me.killed) {
      throw new Killed();
    }
  }
}
