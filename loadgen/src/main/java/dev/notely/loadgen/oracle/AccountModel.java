package dev.notely.loadgen.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What the devices of one account know together: every note's history, and which notes are likely
 * to be there. Thread-safe.
 */
public final class AccountModel {
  private static final int MAX_OPEN_WRITES = 6;

  private final UUID account;
  private final Consumer<Violation> onViolation;
  private final Runnable onUndecided;
  private final Map<UUID, NoteHistory> notes = new HashMap<>(); // guarded by this
  private final List<UUID> believed = new ArrayList<>(); // guarded by this

  public AccountModel(UUID account, Consumer<Violation> onViolation, Runnable onUndecided) {
    this.account = account;
    this.onViolation = onViolation;
    this.onUndecided = onUndecided;
  }

  public UUID account() {
    return account;
  }

  /** Notes that are likely to be there. */
  public synchronized List<UUID> believed() {
    return List.copyOf(believed);
  }

  /** All notes that there ever were. */
  public synchronized Set<UUID> everSeen() {
    return Set.copyOf(notes.keySet());
  }

  public synchronized void believe(UUID note, boolean there) {
    if (there && !believed.contains(note)) {
      believed.add(note);
    } else if (!there) {
      believed.remove(note);
    }
  }

  /** An operation on a note begins. */
  public synchronized int begin(UUID note) {
    return notes.computeIfAbsent(note, _ -> new NoteHistory()).begin();
  }

  public void end(UUID note, int id, NoteOperation result, String line, String traceId) {
    judge(note, traceId, history -> history.end(id, result, line));
  }

  public void forget(UUID note, int id) {
    judge(note, "", history -> history.forget(id));
  }

  /** A write had no answer; {@code until} as {@link NoteHistory#unanswered}. */
  public void unanswered(UUID note, int id, NoteOperation wish, long until, String line) {
    judge(note, "", history -> history.unanswered(id, wish, until, line));
    synchronized (this) {
      if (notes.getOrDefault(note, new NoteHistory()).openWrites() > MAX_OPEN_WRITES) {
        believed.remove(note); // too much is open to learn more: let it rest
      }
    }
  }

  /** See {@link NoteHistory#expire}. */
  public synchronized void expire(long now) {
    notes.values().forEach(history -> history.expire(now));
  }

  /** A list showed a note that nobody made. */
  public void stranger(UUID note, String traceId) {
    onViolation.accept(
        new Violation(account, note, List.of("no such note"), "listed", List.of(), traceId));
  }

  private interface Judgement {
    NoteHistory.Verdict on(NoteHistory history);
  }

  private void judge(UUID note, String traceId, Judgement judgement) {
    Violation violation = null;
    synchronized (this) {
      NoteHistory history = notes.computeIfAbsent(note, _ -> new NoteHistory());
      switch (judgement.on(history)) {
        case FINE -> {
          return;
        }
        case UNDECIDED -> {}
        case VIOLATED ->
            violation =
                new Violation(
                    account,
                    note,
                    List.copyOf(history.allowed()),
                    history.refused(),
                    history.recent(),
                    traceId);
      }
    }
    if (violation == null) {
      onUndecided.run();
    } else {
      onViolation.accept(violation);
    }
  }
}
