package dev.notely.loadgen.oracle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether the operations on one note can be put in one order that fits their intervals and
 * their answers (linearizability of a register), online. Events are kept until no answer is
 * outstanding; then, as each answer is passed, the possible configurations (value, operations
 * already in the order) are followed: Lowe's just-in-time linearization. It accepts exactly what is
 * linearizable: no false alarm, no miss. Not thread-safe.
 */
public final class NoteHistory {
  private static final int MAX_CONFIGURATIONS = 20_000;
  private static final int KEPT_FOR_REPORT = 12;

  private sealed interface Event {
    record Begin(int id) implements Event {}

    record End(int id) implements Event {}
  }

  private record Configuration(String value, Set<Integer> done) {}

  /** What a finished check found. */
  public enum Verdict {
    /** All is well so far, or it is too early to say. */
    FINE,
    /** No order fits. */
    VIOLATED,
    /** Too many operations without an answer to decide; the note is not watched any more. */
    UNDECIDED
  }

  private final List<Event> events = new ArrayList<>();
  private final Map<Integer, NoteOperation> results = new HashMap<>();
  private final Map<Integer, Long> unansweredUntil = new HashMap<>();
  private final Deque<String> recent = new ArrayDeque<>();
  private Set<Integer> pending = new HashSet<>();
  private Set<Configuration> configurations =
      Set.of(new Configuration(NoteOperation.ABSENT, Set.of()));
  private int nextId;
  private int open;
  private boolean retired;
  private Set<String> allowed = Set.of();
  private String refused = "";

  /** An operation begins; its number is needed to end it. */
  public int begin() {
    int id = nextId++;
    events.add(new Event.Begin(id));
    open++;
    return id;
  }

  /** It was answered. */
  public Verdict end(int id, NoteOperation result, String line) {
    results.put(id, result);
    events.add(new Event.End(id));
    remember(line);
    return closed();
  }

  /** It changed nothing and told nothing: as if it had not been. */
  public Verdict forget(int id) {
    events.remove(new Event.Begin(id));
    return closed();
  }

  /**
   * A write had no answer.
   *
   * @param until from this moment (any clock, see {@link #expire}) it can no longer take effect
   */
  public Verdict unanswered(int id, NoteOperation wish, long until, String line) {
    results.put(id, new NoteOperation.Unanswered(wish));
    unansweredUntil.put(id, until);
    remember(line);
    return closed();
  }

  private void remember(String line) {
    recent.addLast(line);
    if (recent.size() > KEPT_FOR_REPORT) {
      recent.removeFirst();
    }
  }

  private Verdict closed() {
    open--;
    return open == 0 && !retired ? check() : Verdict.FINE;
  }

  /**
   * Writes without an answer that can no longer take effect are forgotten: what they did is in the
   * configurations.
   */
  public void expire(long now) {
    if (open > 0) {
      return;
    }
    List<Integer> over = new ArrayList<>();
    unansweredUntil.forEach((id, until) -> {
      if (until <= now) {
        over.add(id);
      }
    });
    for (int id : over) {
      unansweredUntil.remove(id);
      results.remove(id);
      pending.remove(id);
      configurations = without(configurations, id);
    }
  }

  private Verdict check() {
    for (Event event : events) {
      switch (event) {
        case Event.Begin(int id) -> pending.add(id);
        case Event.End(int id) -> {
          Optional<Set<Configuration>> reachable = reachable();
          if (reachable.isEmpty()) {
            return retire(Verdict.UNDECIDED);
          }
          Set<Configuration> fitting = new HashSet<>();
          for (Configuration configuration : reachable.get()) {
            if (configuration.done().contains(id)) {
              fitting.add(configuration);
            }
          }
          if (fitting.isEmpty()) {
            describe(reachable.get(), id);
            return retire(Verdict.VIOLATED);
          }
          pending.remove(id);
          results.remove(id);
          configurations = without(fitting, id);
        }
      }
    }
    events.clear();
    return Verdict.FINE;
  }

  /**
   * All configurations that operations under way can lead to. Reads are put in as soon as they fit:
   * that excludes nothing.
   */
  private Optional<Set<Configuration>> reachable() {
    Set<Configuration> seen = new HashSet<>();
    Deque<Configuration> todo = new ArrayDeque<>();
    configurations.forEach(configuration -> todo.add(withReads(configuration)));
    while (!todo.isEmpty()) {
      Configuration at = todo.poll();
      if (!seen.add(at)) {
        continue;
      }
      if (seen.size() > MAX_CONFIGURATIONS) {
        return Optional.empty();
      }
      for (int id : pending) {
        NoteOperation operation = results.get(id);
        if (operation != null
            && !at.done().contains(id)
            && !isRead(operation)
            && operation.possibleAt(at.value())) {
          todo.add(withReads(new Configuration(operation.after(at.value()), plus(at.done(), id))));
        }
      }
    }
    return Optional.of(seen);
  }

  private Configuration withReads(Configuration configuration) {
    Set<Integer> done = new HashSet<>(configuration.done());
    for (int id : pending) {
      NoteOperation operation = results.get(id);
      if (operation != null && isRead(operation) && operation.possibleAt(configuration.value())) {
        done.add(id);
      }
    }
    return new Configuration(configuration.value(), done);
  }

  private static boolean isRead(NoteOperation operation) {
    return operation instanceof NoteOperation.Read || operation instanceof NoteOperation.Listed;
  }

  private static Set<Integer> plus(Set<Integer> set, int id) {
    Set<Integer> more = new HashSet<>(set);
    more.add(id);
    return more;
  }

  private static Set<Configuration> without(Set<Configuration> configurations, int id) {
    Set<Configuration> less = new HashSet<>();
    for (Configuration configuration : configurations) {
      Set<Integer> done = new HashSet<>(configuration.done());
      done.remove(id);
      less.add(new Configuration(configuration.value(), done));
    }
    return less;
  }

  private void describe(Set<Configuration> reachable, int id) {
    Map<String, Boolean> values = new LinkedHashMap<>();
    reachable.forEach(configuration -> values.put(shown(configuration.value()), true));
    allowed = values.keySet();
    refused = String.valueOf(results.get(id));
  }

  private static String shown(String value) {
    return value.equals(NoteOperation.ABSENT) ? "(absent)" : value;
  }

  private Verdict retire(Verdict verdict) {
    retired = true;
    events.clear();
    configurations = Set.of();
    pending = Set.of();
    return verdict;
  }

  /** After a violation: the values that the note could have had. */
  public Set<String> allowed() {
    return allowed;
  }

  /** After a violation: the answer that fits none of them. */
  public String refused() {
    return refused;
  }

  /** The last operations on the note, oldest first. */
  public List<String> recent() {
    return List.copyOf(recent);
  }

  /** Writes whose fate is open. */
  public int openWrites() {
    return unansweredUntil.size();
  }
}
