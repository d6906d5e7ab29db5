package dev.notely.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StoreShareTest {
  private long now = Long.MIN_VALUE / 2; // the clock may begin anywhere
  private final StoreShare share = new StoreShare(now);

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** As many as fit now. */
  private List<Long> fill() {
    List<Long> places = new ArrayList<>();
    for (long place = share.enter(now); place != StoreShare.REFUSED; place = share.enter(now)) {
      places.add(place);
    }
    return places;
  }

  private void leave(List<Long> places, boolean answered) {
    places.forEach(place -> share.leave(place, answered, now));
  }

  @Test
  void aStoreThatAnswersInTimeGetsMoreAsLongAsItIsUsed() {
    List<Long> places = fill();
    assertThat(places).hasSize(StoreShare.AT_FIRST);
    leave(places, true);
    List<Long> more = fill();
    assertThat(more).hasSizeBetween(StoreShare.AT_FIRST * 5 / 4, StoreShare.AT_FIRST * 7 / 4);
    leave(more, false);
    for (int i = 0; i < 1_000; i++) {
      share.leave(share.enter(now), true, now); // one at a time is no use of so many
    }
    assertThat(fill()).hasSameSizeAs(more);
  }

  @Test
  void itIsBoundedHoweverWellItGoes() {
    for (int i = 0; i < 20; i++) {
      leave(fill(), true);
    }
    assertThat(fill()).hasSize(StoreShare.AT_MOST);
  }

  @Test
  void oneThatStallsKeepsAFewASecond() {
    fill();
    pass(900);
    assertThat(fill()).as("not late yet").isEmpty();
    for (int second = 0; second < 10; second++) {
      pass(1_200);
      assertThat(fill()).hasSize(StoreShare.AT_LEAST);
    }
  }

  @Test
  void oneThatComesBackIsUsedAtOnceWhateverStillHangs() {
    fill();
    pass(2_000);
    for (int i = 0; i < 100; i++) {
      leave(fill(), true);
      pass(2);
    }
    assertThat(fill()).hasSizeGreaterThan(StoreShare.AT_FIRST);
  }

  @Test
  void whatIsLateHasLeftAlready() {
    List<Long> late = fill();
    pass(1_200);
    leave(late, true);
    List<Long> places = fill();
    assertThat(places).hasSize(StoreShare.AT_LEAST);
    leave(places, false);
    assertThat(fill()).as("neither more nor less").hasSize(StoreShare.AT_LEAST);
  }

  @Test
  void aFailureSaysNothing() {
    leave(fill(), false);
    assertThat(fill()).hasSize(StoreShare.AT_FIRST);
  }

  @Test
  void aLongSilenceForgetsNothingThatIsUnderWay() {
    List<Long> two = List.of(share.enter(now), share.enter(now));
    pass(3_600_000);
    assertThat(fill()).hasSize((int) (StoreShare.AT_FIRST * 0.9 * 0.9));
    leave(two, true);
    assertThat(fill()).isEmpty();
  }
}
