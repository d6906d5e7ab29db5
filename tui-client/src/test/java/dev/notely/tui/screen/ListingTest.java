package dev.notely.tui.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ListingTest {
  private static final int ROOM = 5;

  private static List<Integer> rows(int from, int to) {
    return IntStream.range(from, to).boxed().collect(Collectors.toList());
  }

  private static Listing<Integer> of(int rows) {
    return new Listing<>(rows(0, rows), 0, 0);
  }

  @Test
  void theCursorStaysWithinTheRowsAndOnTheScreen() {
    assertThat(of(20).moved(7, ROOM)).isEqualTo(new Listing<>(rows(0, 20), 7, 3));
    assertThat(of(20).moved(99, ROOM)).isEqualTo(new Listing<>(rows(0, 20), 19, 15));
    assertThat(of(20).moved(99, ROOM).moved(-1, ROOM).top()).isEqualTo(15);
    assertThat(of(20).moved(99, ROOM).moved(-99, ROOM)).isEqualTo(of(20));
    assertThat(of(0).moved(3, ROOM)).isEqualTo(of(0));
    assertThat(of(0).selected()).isEmpty();
  }

  @Test
  void aLargerScreenLeavesNothingEmptyBelow() {
    assertThat(of(20).at(19, ROOM).moved(0, 12).top()).isEqualTo(8);
    assertThat(of(20).at(19, ROOM).moved(0, 12).visible(12)).hasSize(12);
  }

  @Test
  void whoHasScrolledKeepsTheRowWhereItIs() {
    Listing<Integer> scrolled = of(20).at(12, ROOM);
    List<Integer> more = Stream.concat(Stream.of(100, 101), rows(0, 20).stream()).toList();
    assertThat(scrolled.with(more, Function.identity(), ROOM))
        .isEqualTo(new Listing<>(more, 14, scrolled.top() + 2));
  }

  @Test
  void aListThatShowsItsFirstRowGoesOnShowingIt() {
    List<Integer> more = Stream.concat(Stream.of(100, 101), rows(0, 20).stream()).toList();
    assertThat(of(20).with(more, Function.identity(), ROOM)).isEqualTo(new Listing<>(more, 2, 0));
    List<Integer> last = Stream.concat(rows(1, 20).stream(), Stream.of(0)).toList();
    assertThat(of(20).with(last, Function.identity(), ROOM))
        .as("until the cursor's row is further down")
        .isEqualTo(new Listing<>(last, 19, 15));
  }

  @Test
  void withoutItsRowTheCursorStaysAtItsPlace() {
    assertThat(of(20).at(3, ROOM).with(rows(4, 20), Function.identity(), ROOM).selected())
        .contains(7);
    assertThat(of(20).at(3, ROOM).with(List.of(), Function.identity(), ROOM).cursor()).isZero();
  }
}
