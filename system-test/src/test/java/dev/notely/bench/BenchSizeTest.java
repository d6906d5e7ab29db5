package dev.notely.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BenchSizeTest {
  private static Properties properties(String... namesAndValues) {
    Properties properties = new Properties();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
    }
    return properties;
  }

  @Test
  void isTheUsualOneUnlessAskedOtherwise() {
    assertThat(BenchSize.of(properties())).isEqualTo(BenchSize.DEFAULT);
    assertThat(BenchSize.of(properties("quick", "true"))).isEqualTo(BenchSize.QUICK);
    BenchSize asked = BenchSize.of(properties("quick", "true", "largeNotes", "7000"));
    assertThat(asked.largeInAll()).isEqualTo(14_000);
    assertThat(asked.warmUpS()).isEqualTo(BenchSize.QUICK.warmUpS());
  }

  @Test
  void everyMigrationThatIsShownHasAnAccountOfItsOwn() {
    BenchSize least = BenchSize.of(properties("shownAccounts", "1000", "shownMigrations", "500"));
    assertThat(least.shownMigrations()).isLessThanOrEqualTo(least.shownAccounts());
    assertThatThrownBy(() -> BenchSize.of(properties("shownAccounts", "999")))
        .hasMessageContaining("from 1000 to 100000");
    assertThatThrownBy(() -> BenchSize.of(properties("shownMigrations", "501")))
        .hasMessageContaining("from 1 to 500");
  }

  @Test
  void namesAFigureThatCannotBe() {
    for (String bad : List.of("0", "21", "x", "")) {
      assertThatThrownBy(() -> BenchSize.of(properties("rounds", bad)))
          .hasMessage("-Drounds is '" + bad + "'; it is a whole number from 1 to 20");
    }
  }

  @Test
  void partsAreNamedAsTheyAreTyped() {
    assertThat(Part.named("")).containsExactly(Part.values());
    assertThat(Part.named("cutover")).containsExactly(Part.CUTOVER);
    assertThatThrownBy(() -> Part.named("CUTOVER"))
        .hasMessageContaining("'CUTOVER'")
        .hasMessageContaining("[chain, migration, mirrors, copy, cutover, hot, tracing, screen]");
  }

  @Test
  void optionsAreWords() {
    Options options = Options.of(properties("proxyOptions", " --coalesce false "));
    assertThat(options.proxy()).containsExactly("--coalesce", "false");
    assertThat(options.gateway()).isEmpty();
    assertThat(options.withProxy("--name", "x").proxy()).hasSize(4);
    assertThat(Options.of(properties())).isEqualTo(Options.NONE);
  }
}
