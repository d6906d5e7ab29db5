package dev.notely.tui.stream;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sets the flag of many accounts, {@link #LANES} at a time; ends early when nobody answers. */
final class ManyMoves {
  static final int LANES = 8;

  /** Nothing about the account: the next call would end the same. */
  private static final Set<Status.Code> SILENCE =
      EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED, Status.Code.UNIMPLEMENTED);

  private final ManagedChannel proxy;
  private final Queue<OperatorCall.MoveAccount> waiting;
  private final int all;
  private final Consumer<CallResult> told;
  private int done; // guarded by this
  private int refused; // guarded by this
  private String why = ""; // guarded by this; of the first that was refused
  private @Nullable String end; // guarded by this; why the rest is not asked

  ManyMoves(ManagedChannel proxy, List<OperatorCall.MoveAccount> moves, Consumer<CallResult> told) {
    this.proxy = proxy;
    this.waiting = new ConcurrentLinkedQueue<>(moves);
    this.all = moves.size();
    this.told = told;
  }

  CallResult run() {
    List<Thread> lanes = new ArrayList<>();
    for (int i = 0; i < LANES; i++) {
      lanes.add(Thread.ofVirtual().name("move-" + i).start(this::lane));
    }
    for (Thread lane : lanes) {
      try {
        lane.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return summary();
  }

  private void lane() {
    for (var move = waiting.poll(); move != null; move = waiting.poll()) {
      Optional<StatusException> failure = Optional.empty();
      try {
        OperatorLine.move(proxy, move);
      } catch (StatusException e) {
        failure = Optional.of(e);
      }
      count(move, failure);
    }
  }

  private synchronized void count(
      OperatorCall.MoveAccount move, Optional<StatusException> failure) {
    if (failure.isEmpty()) {
      done++;
    } else if (SILENCE.contains(failure.get().getStatus().getCode())) {
      end = Reasons.of(failure.get());
      waiting.clear();
    } else {
      refused++;
      why = why.isEmpty() ? move.name() + ": " + Reasons.of(failure.get()) : why;
    }
    int asked = done + refused;
    if (asked % Math.max(1, all / 50) == 0) {
      told.accept(new CallResult.Progress(asked, all));
    }
  }

  private synchronized CallResult summary() {
    StringBuilder text = new StringBuilder("%d of %d accounts are asked".formatted(done, all));
    if (refused > 0) {
      text.append("; ").append(refused).append(" refused, the first ").append(why);
    }
    if (end != null) {
      text.append("; then it ended: ").append(end);
    }
    return refused == 0 && end == null
        ? new CallResult.Done(text.toString())
        : new CallResult.Refused(text.toString());
  }
}
