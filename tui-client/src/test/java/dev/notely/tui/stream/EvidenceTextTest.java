package dev.notely.tui.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class EvidenceTextTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static String text(String json) {
    return EvidenceText.of(JSON.readTree(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null | ``",
        "{} | ``",
        "{\"errors\":40,\"errorRate\":0.02857142857142857} | errors=40 errorRate=0.02857",
        "{\"a\":7.142857142857143E-4,\"b\":6.0,\"c\":123456.7} | a=0.0007143 b=6 c=123500",
        "{\"key\":\"list\",\"new\":{\"seq\":5,\"completeTo\":null}} | key=list new={seq=5 completeTo=null}",
        "{\"corrupt\":[{\"key\":\"k\"},{\"key\":\"l\"}]} | corrupt=[{key=k} {key=l}]"
      })
  void membersAreWords(String json, String words) {
    assertThat(text(json)).isEqualTo(words);
  }

  @Test
  void aLongOneIsCut() {
    assertThat(text("{\"raw\":\"" + "x".repeat(9_000) + "\"}")).hasSize(4_001).endsWith("x…");
  }
}
