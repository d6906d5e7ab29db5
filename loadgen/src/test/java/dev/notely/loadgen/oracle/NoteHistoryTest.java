package dev.notely.loadgen.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.loadgen.oracle.NoteHistory.Verdict;
import dev.notely.loadgen.oracle.NoteOperation.Created;
import dev.notely.loadgen.oracle.NoteOperation.Deleted;
import dev.notely.loadgen.oracle.NoteOperation.Listed;
import dev.notely.loadgen.oracle.NoteOperation.Read;
import dev.notely.loadgen.oracle.NoteOperation.Updated;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // maps by number, filled by the same test
class NoteHistoryTest {
  private static final String ABSENT = NoteOperation.ABSENT;

  private final NoteHistory history = new NoteHistory();

  private Verdict alone(NoteOperation operation) {
    return history.end(history.begin(), operation, operation.toString());
  }

  @Test
  void aLostWriteIsFound() {
    alone(new Created("a"));
    alone(new Updated("b"));
    assertThat(alone(new Read("a"))).isEqualTo(Verdict.VIOLATED);
    assertThat(history.allowed()).containsExactly("b");
    assertThat(history.refused()).contains("a");
    assertThat(history.recent()).hasSize(3);
  }

  @Test
  void aDeletedNoteThatComesBackIsFound() {
    alone(new Created("a"));
    alone(new Deleted());
    assertThat(alone(new Listed(true))).isEqualTo(Verdict.VIOLATED);
  }

  @Test
  void aNoteThatReadsAsMissingWhileItMovesIsFound() {
    alone(new Created("a"));
    assertThat(alone(new Read(ABSENT))).isEqualTo(Verdict.VIOLATED);
  }

  @Test
  void aReadMaySeeAWriteUnderWayButNotUnseeIt() {
    alone(new Created("a"));
    int write = history.begin();
    int first = history.begin();
    history.end(first, new Read("b"), "");
    int second = history.begin();
    history.end(second, new Read("a"), "");
    assertThat(history.end(write, new Updated("b"), "")).isEqualTo(Verdict.VIOLATED);
  }

  @Test
  void aWriteWithoutAnAnswerMayHappenLaterOrNever() {
    alone(new Created("a"));
    int lost = history.begin();
    history.unanswered(lost, new Updated("b"), 100, "");
    assertThat(alone(new Read("a"))).isEqualTo(Verdict.FINE);
    assertThat(alone(new Read("b"))).isEqualTo(Verdict.FINE);
    assertThat(alone(new Read("a"))).isEqualTo(Verdict.VIOLATED);
  }

  @Test
  void afterItsTimeAWriteWithoutAnAnswerCannotHappen() {
    alone(new Created("a"));
    history.unanswered(history.begin(), new Updated("b"), 100, "");
    assertThat(alone(new Read("a"))).isEqualTo(Verdict.FINE);
    history.expire(100);
    assertThat(history.openWrites()).isZero();
    // It may have happened after the read and before its time was over: both values are still
    // possible.
    assertThat(alone(new Read("a"))).isEqualTo(Verdict.FINE);
    assertThat(alone(new Read("b"))).isEqualTo(Verdict.VIOLATED);
  }

  @Test
  void neverAFalseAlarmOnWhatARealRegisterAnswers() {
    for (long seed = 0; seed < 3_000; seed++) {
      List<Step> steps = RandomHistory.ofRegister(new SplittableRandom(seed));
      assertThat(judge(steps)).as("seed %s: %s", seed, steps).isEqualTo(Verdict.FINE);
    }
  }

  @Test
  void agreesWithASearchOfAllOrders() {
    int violated = 0;
    for (long seed = 0; seed < 6_000; seed++) {
      List<Step> steps = RandomHistory.withAnyAnswers(new SplittableRandom(seed));
      boolean explained = BruteForce.isLinearizable(steps);
      violated += explained ? 0 : 1;
      assertThat(judge(steps) == Verdict.FINE).as("seed %s: %s", seed, steps).isEqualTo(explained);
    }
    assertThat(violated).as("histories that are wrong").isBetween(500, 5_500);
  }

  /** Begin, or (with a result) end, of operation {@code id}. */
  record Step(int id, NoteOperation result, boolean ends, boolean answered) {}

  private static Verdict judge(List<Step> steps) {
    NoteHistory history = new NoteHistory();
    Map<Integer, Integer> ids = new HashMap<>();
    for (Step step : steps) {
      if (!step.ends()) {
        ids.put(step.id(), history.begin());
      } else {
        int id = ids.get(step.id());
        Verdict verdict =
            step.answered()
                ? history.end(id, step.result(), "")
                : history.unanswered(id, step.result(), Long.MAX_VALUE, "");
        if (verdict != Verdict.FINE) {
          return verdict;
        }
      }
    }
    return Verdict.FINE;
  }

  /** Random histories of a few overlapping operations; all end. */
  private static final class RandomHistory {
    private static final int OPERATIONS = 6;

    static List<Step> ofRegister(SplittableRandom random) {
      List<Step> steps = new ArrayList<>();
      Map<Integer, NoteOperation> open = new HashMap<>();
      Map<Integer, NoteOperation> results = new HashMap<>();
      String value = ABSENT;
      int begun = 0;
      while (begun < 12 || !open.isEmpty()) {
        int draw = random.nextInt(3);
        if (draw == 0 && begun < 12 && open.size() < 4) {
          open.put(begun, wish(begun, random));
          steps.add(new Step(begun, open.get(begun), false, true));
          begun++;
        } else if (!open.isEmpty()) {
          List<Integer> ids = new ArrayList<>(open.keySet());
          int id = ids.get(random.nextInt(ids.size()));
          if (!results.containsKey(id)) { // takes effect now
            NoteOperation result = answer(open.get(id), value);
            value = result.after(value);
            results.put(id, result);
          } else { // is answered now
            steps.add(new Step(id, results.get(id), true, true));
            open.remove(id);
          }
        }
      }
      return steps;
    }

    private static NoteOperation wish(int id, SplittableRandom random) {
      return switch (random.nextInt(5)) {
        case 0 -> new Created("v" + id);
        case 1 -> new Updated("v" + id);
        case 2 -> new Deleted();
        case 3 -> new Listed(true);
        default -> new Read(ABSENT);
      };
    }

    private static NoteOperation answer(NoteOperation wish, String value) {
      return switch (wish) {
        case Created _ when !value.equals(ABSENT) -> new Read(value);
        case Updated _ when value.equals(ABSENT) -> new Read(ABSENT);
        case Listed _ -> new Listed(!value.equals(ABSENT));
        case Read _ -> new Read(value);
        default -> wish;
      };
    }

    static List<Step> withAnyAnswers(SplittableRandom random) {
      List<Step> steps = new ArrayList<>();
      List<Integer> open = new ArrayList<>();
      int begun = 0;
      while (begun < OPERATIONS || !open.isEmpty()) {
        if (begun < OPERATIONS && (open.isEmpty() || random.nextInt(2) == 0)) {
          steps.add(new Step(begun, new Deleted(), false, true));
          open.add(begun++);
        } else {
          int id = open.get(random.nextInt(open.size()));
          open.removeIf(other -> other == id);
          NoteOperation result = any(id, random);
          boolean write = !(result instanceof Read) && !(result instanceof Listed);
          steps.add(new Step(id, result, true, !write || random.nextInt(5) > 0));
        }
      }
      return steps;
    }

    private static NoteOperation any(int id, SplittableRandom random) {
      return switch (random.nextInt(6)) {
        case 0 -> new Created("v" + id);
        case 1 -> new Updated("v" + id);
        case 2 -> new Deleted();
        case 3 -> new Listed(random.nextBoolean());
        case 4 -> new Read(ABSENT);
        default -> new Read("v" + random.nextInt(OPERATIONS));
      };
    }
  }

  /** Tries all orders. */
  private static final class BruteForce {
    static boolean isLinearizable(List<Step> steps) {
      Map<Integer, Integer> begins = new HashMap<>();
      Map<Integer, Integer> ends = new HashMap<>();
      Map<Integer, Step> results = new HashMap<>();
      for (int i = 0; i < steps.size(); i++) {
        Step step = steps.get(i);
        if (step.ends()) {
          ends.put(step.id(), step.answered() ? i : Integer.MAX_VALUE);
          results.put(step.id(), step);
        } else {
          begins.put(step.id(), i);
        }
      }
      return search(new ArrayList<>(results.keySet()), begins, ends, results, ABSENT);
    }

    private static boolean search(
        List<Integer> left,
        Map<Integer, Integer> begins,
        Map<Integer, Integer> ends,
        Map<Integer, Step> results,
        String value) {
      if (left.stream().noneMatch(id -> results.get(id).answered())) {
        return true;
      }
      for (Integer id : left) {
        boolean mayBeNext =
            left.stream().allMatch(other -> other.equals(id) || ends.get(other) > begins.get(id));
        NoteOperation operation = results.get(id).result();
        if (mayBeNext && operation.possibleAt(value)) {
          List<Integer> rest = new ArrayList<>(left);
          rest.removeIf(id::equals);
          if (search(rest, begins, ends, results, operation.after(value))) {
            return true;
          }
        }
      }
      return false;
    }
  }
}
