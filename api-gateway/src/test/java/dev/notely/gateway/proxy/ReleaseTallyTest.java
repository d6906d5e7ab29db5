package dev.notely.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReleaseTallyTest {
  private final ReleaseTally tally = new ReleaseTally();

  private ReleaseTally.Counts counts(String release) {
    return Objects.requireNonNull(tally.counts().get(release), release);
  }

  private String of(String release) {
    return counts(release).requests() + " requests " + counts(release).errors() + " errors";
  }

  @Test
  void aCallThatIsAnsweredIsARequest() {
    ReleaseTally.Call call = tally.begin("v1");
    call.asked("v1");
    call.answered(1_000);
    assertThat(of("v1")).isEqualTo("1 requests 0 errors");
    assertThat(counts("v1").latencies().values()).containsExactly(1L);
  }

  @Test
  void anotherProxyOfTheSameReleaseIsNoError() {
    ReleaseTally.Call call = tally.begin("v1");
    call.asked("v1");
    call.asked("v1");
    call.answered(1);
    assertThat(of("v1")).isEqualTo("1 requests 0 errors");
  }

  @Test
  void whoeverHadToBeReplacedHasFailed() {
    ReleaseTally.Call call = tally.begin("v2");
    call.asked("v2");
    call.asked("v1");
    call.answered(1);
    assertThat(of("v2")).isEqualTo("1 requests 1 errors");
    assertThat(of("v1")).isEqualTo("1 requests 0 errors");
    assertThat(counts("v2").latencies()).isEqualTo(Map.of());
  }

  @Test
  void aReleaseThatIsNotThereHasFailedToo() {
    tally.begin("v2").asked("v1");
    assertThat(of("v2")).isEqualTo("1 requests 1 errors");
  }

  @Test
  void anErrorOfTheUsersIsOneOfTheLastRelease() {
    ReleaseTally.Call call = tally.begin("v2");
    call.asked("v2");
    call.failed();
    assertThat(of("v2")).isEqualTo("1 requests 1 errors");
  }

  @Test
  void withoutASplitTheOneThatIsAskedCounts() {
    ReleaseTally.Call call = tally.begin("");
    call.asked("v1");
    call.answered(1);
    assertThat(of("v1")).isEqualTo("1 requests 0 errors");
    ReleaseTally.Call nobody = tally.begin("");
    nobody.failed();
    assertThat(tally.counts()).hasSize(1);
  }

  @Test
  void comparisonsAreThoseOfTheNextRelease() {
    tally.compared("v2", true);
    tally.compared("v2", false);
    tally.dropped("v2");
    ReleaseTally.Counts counts = counts("v2");
    assertThat(counts.compared()).isEqualTo(2);
    assertThat(counts.different()).isEqualTo(1);
    assertThat(counts.dropped()).isEqualTo(1);
  }

  @Test
  void thereIsABound() {
    for (int i = 0; i < 100; i++) {
      tally.begin("v" + i);
    }
    assertThat(tally.counts()).hasSize(50);
  }
}
