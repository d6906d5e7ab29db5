package dev.notely.tui.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void countsStayShort() {
    assertThat(Figures.count(0)).isEqualTo("0");
    assertThat(Figures.count(9_999_999)).isEqualTo("9,999,999");
    assertThat(Figures.count(12_345_678)).isEqualTo("12M");
  }

  @Test
  void bytesHaveTheirUnit() {
    assertThat(Figures.bytes(0)).isEqualTo("0B");
    assertThat(Figures.bytes(999)).isEqualTo("999B");
    assertThat(Figures.bytes(1_500)).isEqualTo("1.5K");
    assertThat(Figures.bytes(40_000_000_000L)).isEqualTo("37G");
  }

  @Test
  void timesHaveOneOrTwoUnits() {
    assertThat(Figures.duration(-1)).isEqualTo("0 s");
    assertThat(Figures.duration(130_000)).isEqualTo("2 min 10 s");
    assertThat(Figures.duration(3_720_000)).isEqualTo("1 h 2 min");
    assertThat(Figures.duration(90_000_000)).isEqualTo("1 d 1 h");
    assertThat(Figures.age(59_999)).isEqualTo("59s");
    assertThat(Figures.age(7_260_000)).isEqualTo("2h");
  }

  @Test
  void aBarIsFullOnlyWhenAllIsDone() {
    assertThat(Figures.percent(999, 1_000)).isEqualTo(99);
    assertThat(Figures.percent(0, 0)).isEqualTo(100);
  }

  @Test
  void aSmallShareIsNotNone() {
    assertThat(Figures.share(0, 100)).isEqualTo("0 %");
    assertThat(Figures.share(1, 1_000_000)).isEqualTo("<0.01 %");
    assertThat(Figures.share(1, 1_000)).isEqualTo("0.10 %");
    assertThat(Figures.share(20, 100)).isEqualTo("20 %");
  }
}
