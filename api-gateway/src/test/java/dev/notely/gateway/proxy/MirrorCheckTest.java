package dev.notely.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.gateway.proxy.MirrorCheck.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MirrorCheckTest {
  /** Answers in the order in which they are read: next, former, next, former and so on. */
  private static Outcome compare(String answered, String... reads) throws InterruptedException {
    Deque<String> rest = new ArrayDeque<>(List.of(reads));
    return MirrorCheck.compare(
        answered,
        new MirrorCheck.Reads() {
          @Override
          public String former() {
            return rest.pop();
          }

          @Override
          public String next() {
            return rest.pop();
          }
        });
  }

  @Test
  void whatIsEqualIsReadOnce() throws InterruptedException {
    assertThat(compare("a", "a")).isEqualTo(new Outcome.Same());
  }

  @Test
  void aWriteInBetweenIsNoDifference() throws InterruptedException {
    assertThat(compare("a", "b", "b", "b")).isEqualTo(new Outcome.Same());
  }

  @Test
  void whatStaysIsADifference() throws InterruptedException {
    assertThat(compare("a", "x", "a", "x", "a")).isEqualTo(new Outcome.Different("a", "x"));
  }

  @Test
  void afterAWriteItIsLookedAtAgain() throws InterruptedException {
    assertThat(compare("a", "x", "b", "x", "b", "x", "b", "x", "b"))
        .isEqualTo(new Outcome.Different("b", "x"));
  }

  @Test
  void whatIsWrittenAllTheTimeIsLeftUndecided() throws InterruptedException {
    assertThat(compare("a", "x", "b", "x", "c", "x", "d", "x", "e", "x", "f", "x", "g"))
        .isEqualTo(new Outcome.Undecided());
  }

  /**
   * Notes come and go between any two reads, as fast as they like: two releases that read the same
   * store never differ.
   */
  @ParameterizedTest
  @CsvSource({"0.05", "0.3", "0.6", "0.95"})
  void aRaceWithWritesGivesNoFalseAlarm(double writes) throws InterruptedException {
    Random random = new Random(42);
    for (int run = 0; run < 20_000; run++) {
      int[] version = {0};
      MirrorCheck.Reads reads =
          new MirrorCheck.Reads() {
            private String read() {
              if (random.nextDouble() < writes) {
                version[0]++;
              }
              return "seq " + version[0];
            }

            @Override
            public String former() {
              return read();
            }

            @Override
            public String next() {
              return read();
            }
          };
      assertThat(MirrorCheck.compare("seq 0", reads)).isNotInstanceOf(Outcome.Different.class);
    }
  }

  /** A list does not say its version: a note that comes and goes may be seen by one only. */
  @Test
  void aNoteThatIsSeenByOneOnlyIsNoDifference() throws InterruptedException {
    assertThat(compare("a", "a b", "a", "a", "a")).isEqualTo(new Outcome.Same());
    assertThat(compare("a", "a b", "a", "a c", "a", "a"))
        .as("another one the second time")
        .isEqualTo(new Outcome.Same());
  }
}
