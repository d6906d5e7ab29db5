package dev.notely.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.cli.GatewayStub.Asked;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Every command, from its words to its exit code, against a gateway that answers as prepared. */
class CommandsTest {
  private static final String STATUS = "{\"id\":7,\"name\":\"m\",\"state\":\"RUNNING\"}";
  private static final String LIST =
      "[{\"id\":9,\"name\":\"m\",\"state\":\"PLANNED\",\"done\":0,\"total\":4},"
          + "{\"id\":7,\"name\":\"m\",\"state\":\"COMPLETED\",\"done\":4,\"total\":4}]";

  @TempDir Path folder;
  private GatewayStub gateway;

  private record Ended(int exit, String out, String err) {}

  @BeforeEach
  void start() throws IOException {
    gateway = new GatewayStub();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static Ended run(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        OperatorMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    int exit = command.execute(words);
    return new Ended(exit, out.toString(), err.toString());
  }

  /** With the options of the connection. */
  private Ended notely(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--url", gateway.url(), "--actor", "ada"));
    return run(all.toArray(String[]::new));
  }

  private String file(String json) throws IOException {
    return Files.writeString(folder.resolve("spec.json"), json).toString();
  }

  @Test
  void planPrintsTheTextOfThePlan() throws IOException {
    gateway.answer("POST /migrations?dryRun=true", 200, "{\"text\":\"moves 4\\naccounts\"}");
    Ended ended = notely("migrate", "plan", file("{ \"x\": 1 }"), "--token", "secret");
    assertThat(ended.out()).isEqualTo(String.format("moves 4%naccounts%n"));
    assertThat(ended.exit()).isZero();
    assertThat(gateway.asked)
        .containsExactly(
            new Asked("POST /migrations?dryRun=true", "{ \"x\": 1 }", "ada", "Bearer secret"));
    Ended json = notely("migrate", "plan", file("{}"), "-o", "json");
    assertThat(json.out()).contains("\"text\" : \"moves 4");
  }

  @Test
  void aReportIsPrintedOrWrittenInTheFormThatIsAskedFor() throws IOException {
    gateway.answer("GET /migrations", 200, LIST);
    gateway.answer("GET /migrations/9/report?format=md", 200, "# größer\n");
    gateway.answer("GET /migrations/9/report?format=html", 200, "<html>");
    assertThat(notely("migrate", "report", "m").out()).isEqualTo("# größer\n");
    Path file = folder.resolve("report.html");
    Ended written = notely("migrate", "report", "9", "--format", "html", "-o", file.toString());
    assertThat(written.out()).isEqualTo(String.format("written to %s%n", file));
    assertThat(Files.readString(file)).isEqualTo("<html>");
    Path nowhere = folder.resolve("no/folder");
    Ended failed = notely("migrate", "report", "9", "-o", nowhere.toString());
    assertThat(failed.err()).contains("cannot write the file " + nowhere);
    assertThat(failed.exit()).isEqualTo(2);
    assertThat(notely("migrate", "report", "9", "--format", "pdf").err())
        .contains("[MD, HTML, JSON]");
    assertThat(notely("migrate", "report", "8").err()).contains("no such route");
  }

  @Test
  void createAndStart() throws IOException {
    gateway
        .answer("POST /migrations", 201, STATUS.replace("RUNNING", "PLANNED"))
        .answer("POST /migrations/7/start", 200, STATUS);
    String file = file("{}");
    assertThat(notely("migrate", "create", file).out()).isEqualTo(line("m (7) is PLANNED"));
    assertThat(notely("migrate", "create", file, "--start").out())
        .isEqualTo(line("m (7) is RUNNING"));
    assertThat(notely("migrate", "start", file).out()).isEqualTo(line("m (7) is RUNNING"));
    assertThat(notely("migrate", "start", "7").out()).isEqualTo(line("m (7) is RUNNING"));
    assertThat(gateway.asked).hasSize(6);
  }

  private static String line(String text) {
    return String.format("%s%n", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "resume", "release", "rollback", "finish", "cancel"})
  void commandsGoToTheNewestOfTheName(String command) {
    gateway
        .answer("GET /migrations", 200, LIST)
        .answer("POST /migrations/9/" + command, 200, STATUS);
    assertThat(notely("migrate", command, "m", "--reason", "why").exit()).isZero();
    Asked last = new ArrayList<>(gateway.asked).getLast();
    assertThat(last)
        .isEqualTo(new Asked("POST /migrations/9/" + command, "{\"reason\":\"why\"}", "ada", ""));
  }

  @Test
  void verificationsFailWhereSomethingIsCorrupt() {
    gateway
        .answer(
            "POST /migrations/7/verify",
            200,
            "{\"accounts\":4,\"equal\":3,\"pending\":0,\"corrupt\":[{\"account\":\"a\",\"store\":\"new\",\"key\":\"k\",\"what\":\"hash\"}]}")
        .answer("POST /migrations/7/repair", 200, "{\"accounts\":1,\"equal\":1,\"corrupt\":[]}");
    Ended verified = notely("migrate", "verify", "7");
    assertThat(verified.exit()).isEqualTo(1);
    assertThat(verified.out()).contains("3 of 4 accounts", "account a at new, record k: hash");
    assertThat(notely("migrate", "repair", "7", "--account", "a", "--reason", "r").exit()).isZero();
    assertThat(new ArrayList<>(gateway.asked).getLast().body())
        .contains("\"account\":\"a\"", "\"reason\":\"r\"");
  }

  @Test
  void limitsNeedAtLeastOne() {
    gateway.answer("PATCH /migrations/7", 200, STATUS);
    assertThat(notely("migrate", "limits", "7", "--records-per-second", "50").exit()).isZero();
    assertThat(gateway.asked.element().body()).contains("\"limits\":{\"recordsPerSecond\":50}");
    assertThat(notely("migrate", "limits", "7", "--shadow-reads", "0.2").exit()).isZero();
    assertThat(new ArrayList<>(gateway.asked).getLast().body())
        .contains("\"limits\":{\"shadowReads\":0.2}");
    assertThat(notely("migrate", "limits", "7", "--drain", "on").exit()).isZero();
    assertThat(new ArrayList<>(gateway.asked).getLast().body())
        .contains("\"limits\":{\"drain\":true}");
    assertThat(notely("migrate", "limits", "7", "--drain", "off").exit()).isEqualTo(2);
    assertThat(notely("migrate", "limits", "7").exit()).isEqualTo(2);
  }

  @Test
  void mirrorsSayWhatWasSentAndCompared() {
    gateway.answer(
        "GET /migrations/7/mirrors",
        200,
        "{\"proxies\":2,\"silent\":[\"h:1\"],\"divergence\":2,\"compared\":10,"
            + "\"dualWrites\":{\"on\":true,\"stores\":[{\"store\":\"new\",\"sent\":5,\"refused\":1,"
            + "\"failed\":0,\"dropped\":2,\"waiting\":3,\"behind\":2,\"lagRecords\":5,\"lagMillis\":4}]},"
            + "\"shadowReads\":{\"share\":0.05,\"stores\":[{\"store\":\"new\",\"equal\":9,\"pending\":2,"
            + "\"ahead\":1,\"mismatches\":1,\"unanswered\":0,\"dropped\":0,"
            + "\"homeMs\":{\"p50\":1.5,\"p99\":3},\"storeMs\":{\"p50\":0.5,\"p99\":2}}]},"
            + "\"accounts\":[{\"account\":\"ann\",\"store\":\"new\",\"divergence\":1,\"compared\":10,"
            + "\"dualWrites\":{\"sent\":5,\"refused\":1,\"failed\":0,\"dropped\":2,\"lagRecords\":5,\"lagMillis\":4},"
            + "\"shadowReads\":{\"equal\":9,\"pending\":2,\"ahead\":1,\"mismatches\":1}}]}");
    assertThat(notely("migrate", "mirrors", "7").out())
        .contains(
            "divergence 2 in the ledger; reads compared: 10",
            "to new: 5 sent, 1 refused, 0 failed, 2 dropped; 3 wait, 2 may still be lacking, the"
                + " oldest 4 ms",
            "at new: 9 equal, 2 pending, 1 ahead, 1 mismatches",
            "p50 0.5 p99 2.0 ms there, p50 1.5 p99 3.0 ms at the home",
            "without the proxy h:1, which is silent")
        .containsPattern("ann +new +1 +10 +5 +1 +0 +2 +5 records, 4\\.0 ms +2");
    String account = "0190f3a2-0000-7000-8000-000000000001";
    gateway.answer("GET /migrations/7/mirrors?account=" + account, 200, "{\"divergence\":0}");
    assertThat(notely("migrate", "mirrors", "7", "--account", account).out())
        .contains("divergence 0");
  }

  @Test
  void theLedgerIsListed() {
    gateway.answer(
        "GET /migrations/7/mismatches",
        200,
        "[{\"account\":\"ann\",\"key\":\"list\",\"store\":\"new\",\"what\":\"is missing\","
            + "\"foundAt\":\"2026-03-01T14:00:00Z\",\"evidence\":{\"epoch\":3,\"traceId\":\"abc\"}}]");
    assertThat(notely("migrate", "mismatches", "7").out())
        .containsPattern("ann +list +new +2026-03-01T14:00:00Z +abc +is missing");
    assertThat(notely("migrate", "mismatches", "7", "-o", "json").out()).contains("\"epoch\" : 3");
  }

  /** Evidence is long, and of a few events only. */
  @Test
  void aLongReasonWidensOnlyItsOwnLine() {
    gateway.answer("GET /migrations", 200, LIST);
    gateway.answer(
        "GET /migrations/9/events",
        200,
        "[{\"id\":1,\"event\":\"START\",\"reason\":\""
            + "r".repeat(500)
            + "\",\"traceId\":\"abc\"},"
            + "{\"id\":2,\"event\":\"PAUSE\",\"reason\":\"short\",\"traceId\":\"def\"}]");
    String pause =
        notely("migrate", "events", "m")
            .out()
            .lines()
            .filter(one -> one.contains("PAUSE"))
            .findFirst()
            .orElseThrow();
    assertThat(pause).endsWith("def    short").hasSizeLessThan(100);
  }

  @Test
  void whatUsersReportedIsListed() {
    String found =
        "[{\"id\":1,\"at\":\"then\",\"migration\":9,\"account\":\"ann\",\"note\":null,"
            + "\"expected\":\"2\",\"actual\":\"1\",\"traceId\":\"abc\"}]";
    gateway
        .answer("GET /migrations", 200, LIST)
        .answer("GET /consistency-reports", 200, "[]")
        .answer("GET /consistency-reports?migration=9", 200, found);
    assertThat(notely("migrate", "inconsistencies", "m").out())
        .containsPattern("then +9 +ann +2 +1 +abc");
    assertThat(notely("migrate", "inconsistencies").out()).isEqualTo(line("none"));
  }

  @Test
  void whatWasNotExpectedIsListedAndResolved() {
    gateway
        .answer(
            "GET /migrations/7/unexpected-data",
            200,
            "[{\"kind\":\"row\",\"store\":\"legacy\",\"source\":\"notes\",\"row\":3,\"reason\":\"broken\"}]")
        .answer(
            "POST /migrations/7/unexpected-data",
            200,
            "{\"store\":\"legacy\",\"source\":\"notes\",\"row\":3,\"action\":\"drop\"}");
    assertThat(notely("migrate", "unexpected", "7").out()).contains("legacy", "notes", "broken");
    Ended dropped =
        notely(
            "migrate",
            "resolve",
            "7",
            "--store",
            "legacy",
            "--row",
            "3",
            "--drop",
            "--reason",
            "r");
    assertThat(dropped.out()).isEqualTo(line("row 3 of notes in legacy counts no more"));
    assertThat(
            notely(
                    "migrate",
                    "resolve",
                    "7",
                    "--store",
                    "legacy",
                    "--row",
                    "3",
                    "--fix",
                    "--id",
                    "i",
                    "--content",
                    "c",
                    "--reason",
                    "r")
                .exit())
        .isZero();
    assertThat(new ArrayList<>(gateway.asked).getLast().body())
        .isEqualTo(
            "{\"store\":\"legacy\",\"source\":\"notes\",\"row\":3,\"action\":\"fix\",\"id\":\"i\",\"content\":\"c\",\"reason\":\"r\"}");
    assertThat(
            notely("migrate", "resolve", "7", "--store", "s", "--row", "3", "--reason", "r").exit())
        .isEqualTo(2);
  }

  @Test
  void listsFollowTheirPages() {
    gateway
        .answer(
            "GET /migrations/7/accounts?state=MOVED%2CWAITING",
            200, "[{\"account\":\"a\"}]", "/two")
        .answer("GET /two", 200, "[{\"account\":\"b\",\"state\":\"MOVED\"}]")
        .answer("GET /migrations/7/events", 200, "[{\"id\":1},{\"id\":2}]", "/three")
        .answer("GET /three", 200, "[{\"id\":3,\"event\":\"moved\"}]")
        .answer("GET /migrations", 200, LIST)
        .answer("GET /stores", 200, "[{\"name\":\"new\",\"labels\":{\"region\":\"eu\"}}]")
        .answer("GET /accounts", 200, "[{\"id\":\"a\",\"name\":\"Ada\",\"shard\":\"new\"}]");
    assertThat(notely("migrate", "accounts", "7", "--state", "MOVED,WAITING").out().lines())
        .hasSize(3);
    assertThat(notely("migrate", "events", "7", "--limit", "2", "-o", "json").out())
        .contains("\"id\" : 2", "moved")
        .doesNotContain("\"id\" : 1");
    assertThat(notely("migrate", "list").out()).contains("9", "PLANNED", "0/4");
    assertThat(notely("stores").out()).contains("region=eu");
    assertThat(notely("accounts").out()).contains("Ada", "new");
  }

  @ParameterizedTest
  @CsvSource({"COMPLETED, 0", "ROLLED_BACK, 3", "CANCELLED, 4", "HELD, 5"})
  void watchEndsWithTheMigration(String state, int exit) {
    gateway
        .answer("GET /migrations/7", 200, STATUS)
        .answer("GET /migrations/7", 503, "{\"detail\":\"away\"}")
        .answer("GET /migrations/7", 200, STATUS.replace("RUNNING", state));
    Ended ended = notely("migrate", "watch", "7", "--interval", "0.01", "--until-held");
    assertThat(ended.out()).contains("m (7) is RUNNING", "m (7) is " + state);
    assertThat(ended.err()).isEqualTo(line("away; asking again"));
    assertThat(ended.exit()).isEqualTo(exit);
  }

  @Test
  void watchPrintsADocumentForEachChange() {
    gateway
        .answer("GET /migrations/7", 200, STATUS)
        .answer("GET /migrations/7", 200, STATUS)
        .answer("GET /migrations/7", 200, STATUS.replace("RUNNING", "COMPLETED"));
    assertThat(notely("migrate", "watch", "7", "--interval", "0.01", "-o", "json").out())
        .isEqualTo(line(STATUS) + line(STATUS.replace("RUNNING", "COMPLETED")));
  }

  @Test
  void latestEventsAreReadOnFromTheLast() {
    gateway
        .answer("GET /migrations/7/events?limit=1000", 200, "[{\"id\":1},{\"id\":2}]", "/further")
        .answer("GET /migrations/7/events?limit=1000&cursor=2", 200, "[{\"id\":3}]")
        .answer("GET /migrations/7/events?limit=1000&cursor=3", 200, "[]");
    try (GatewayClient client = new GatewayClient(URI.create(gateway.url()), "", "ada")) {
      LatestEvents events = new LatestEvents("/migrations/7", 2);
      assertThat(events.look(client))
          .extracting(e -> Members.text(e, "id"))
          .containsExactly("2", "3");
      assertThat(events.look(client)).hasSize(2);
    }
    assertThat(gateway.asked).hasSize(3);
  }

  @Test
  void watchOfWhatIsNotThereEnds() {
    gateway.answer("GET /migrations/7", 404, "{\"detail\":\"Migration not found\"}");
    assertThat(notely("migrate", "watch", "7"))
        .isEqualTo(new Ended(2, "", line("Migration not found")));
  }

  @Test
  void problemsAreOneSentence() throws IOException {
    gateway
        .answer("POST /migrations/7/finish", 409, "{\"detail\":\"PLANNED permits start, cancel\"}")
        .answer("GET /migrations", 200, "[]")
        .answer("GET /migrations/8", 200, "<html>");
    assertThat(notely("migrate", "finish", "7"))
        .isEqualTo(new Ended(2, "", line("PLANNED permits start, cancel")));
    assertThat(notely("migrate", "status", "nobody").err())
        .isEqualTo(line("no migration is named 'nobody'"));
    assertThat(notely("migrate", "status", "8").err()).contains("is no gateway");
    assertThat(notely("migrate", "plan", folder.resolve("none").toString()).err())
        .startsWith("cannot read the file");
    assertThat(notely("migrate", "explode").exit()).isEqualTo(2);
    assertThat(run("stores", "--url", "localhost:8080").err()).startsWith("--url must be");
    assertThat(run("stores", "--actor", "two words").err()).startsWith("--actor must have");
    gateway.close();
    assertThat(notely("stores"))
        .isEqualTo(new Ended(2, "", line("nobody answers at " + gateway.url())));
  }

  @Test
  void completionKnowsTheCommands() {
    assertThat(run("migrate", "completion").out()).contains("rollback", "--records-per-second");
  }
}
