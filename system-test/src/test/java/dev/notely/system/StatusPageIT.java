package dev.notely.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.ManagedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * The status page in a real browser, over a real system with users: a migration runs and its bar
 * moves, a gate holds and the page says why, a phone shows it all. What was seen is kept under
 * target/status-page.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StatusPageIT {
  private static final int ACCOUNTS = 8;
  private static final Path PICTURES = Path.of("target/status-page");
  private static final double PATIENCE_MS = 40_000;
  private static final LocatorAssertions.ContainsTextOptions SOON =
      new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS);
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final List<String> complaints = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private RunningSystem system;
  private Operator operator;
  private ManagedProcess users;
  private Playwright playwright;
  private Browser browser;
  private Page page;
  private long migration;

  @BeforeAll
  void start() throws IOException {
    Path chromium = Path.of(System.getenv().getOrDefault("NOTELY_CHROMIUM", "/usr/bin/chromium"));
    assumeTrue(
        Files.isExecutable(chromium),
        "SKIPPED: there is no Chromium at "
            + chromium
            + " (apt-get install chromium, or name one"
            + " by NOTELY_CHROMIUM), so the status page was not tested in a browser");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium)
                    .setHeadless(true)
                    .setArgs(FLAGS));
    page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1_100, 900));
    page.onConsoleMessage(this::heard);
    page.onPageError(complaints::add);
    page.onRequest(this::asked);
    system = new RunningSystem(1, List.of());
    operator = new Operator(system.gateway());
    users = system.startUsers(ACCOUNTS, 600);
  }

  private void heard(ConsoleMessage message) {
    if (message.type().equals("error")) {
      complaints.add(message.text());
    }
  }

  private void asked(Request request) {
    asked.add(request.url());
  }

  @AfterAll
  void stop() {
    if (system != null) {
      system.close();
    }
    if (playwright != null) {
      playwright.close();
    }
  }

  private void picture(String name) throws IOException {
    Files.createDirectories(PICTURES);
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
  }

  private Locator bar(String label) {
    return page.locator("[role=progressbar][aria-label='" + label + "']");
  }

  @Test
  @Order(1)
  void theBarMovesWhileAMigrationRuns() throws IOException {
    page.navigate(system.cluster().url() + "/");
    assertThat(page.locator("#headline")).containsText("Nothing moves.", SOON);
    assertThat(page.locator("#link")).containsText("live", SOON);
    assertThat(page.locator("#stores")).containsText("legacy", SOON);
    migration =
        operator.create(
            Map.of(
                "name", "legacy-to-new",
                "from", List.of("legacy"),
                "to", Map.of("stores", List.of("new")),
                "waves",
                    List.of(
                        Map.of("name", "internal", "tier", "internal"), Map.of("name", "others")),
                "gate", Map.of("soak", "4s", "maxErrorRate", 1.0, "maxLatencyRatio", 100.0)));
    Locator all = bar("all of legacy-to-new");
    assertThat(all).hasAttribute("aria-valuenow", "0", attributeSoon());
    assertThat(all).hasAttribute("aria-valuemax", Integer.toString(ACCOUNTS));
    double before = filled(all);
    operator.done(migration, "start");
    assertThat(all).hasAttribute("aria-valuenow", Pattern.compile("[1-9]"), attributeSoon());
    assertThat(page.locator("#headline")).containsText("A migration is under way.", SOON);
    page.waitForCondition(
        () -> filled(all) > before,
        new Page.WaitForConditionOptions().setTimeout(PATIENCE_MS)); // it glides
    picture("running");
  }

  private static LocatorAssertions.HasAttributeOptions attributeSoon() {
    return new LocatorAssertions.HasAttributeOptions().setTimeout(PATIENCE_MS);
  }

  private static double filled(Locator bar) {
    return ((Number)
            bar.locator(".fill").first().evaluate("fill => fill.getBoundingClientRect().width"))
        .doubleValue();
  }

  @Test
  @Order(2)
  void aHeldGateShowsItsReason() throws IOException {
    String account = system.accounts().getFirst();
    Answer reported =
        operator.send(
            "POST",
            "/consistency-reports",
            Map.of("account", account, "note", account, "expected", "a", "actual", "b"));
    assertThat(reported.status()).isEqualTo(202);
    assertThat(page.locator(".held"))
        .containsText("1 inconsistencies were reported (allowed are 0)", SOON);
    assertThat(page.locator("#headline")).containsText("A migration is held.", SOON);
    assertThat(page.locator(".badge.bad").first()).containsText("HELD");
    picture("held");
  }

  @Test
  @Order(3)
  void namesNobodyAndAsksNobodyElse() {
    String text = page.locator("body").innerText();
    for (JsonNode account : system.gateway().get("/accounts")) {
      assertThat(text)
          .doesNotContain(account.path("id").asString())
          .doesNotContain(account.path("name").asString());
    }
    assertThat(page.locator("button, input, form, a[href^='javascript']").count()).isZero();
    assertThat(asked).allMatch(url -> url.startsWith(system.cluster().url()));
    assertThat(complaints).isEmpty();
  }

  @Test
  @Order(4)
  void aPhoneShowsItWithoutScrollingSideways() throws IOException {
    page.setViewportSize(360, 740);
    Number width = (Number) page.evaluate("document.documentElement.scrollWidth");
    assertThat(width.intValue()).isLessThanOrEqualTo(360);
    assertThat(page.locator(".held")).isVisible();
    picture("phone");
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    picture("phone-dark");
    page.setViewportSize(1_100, 900);
    picture("dark");
  }

  @Test
  @Order(5)
  void aGatewayThatComesBackIsFoundAgain() {
    ManagedProcess gateway = system.cluster().process("gateway");
    gateway.kill();
    assertThat(page.locator("#link")).containsText("connection lost", SOON);
    gateway.restart();
    gateway.awaitReady();
    assertThat(page.locator("#link")).hasText("live", textSoon());
    assertThat(page.locator(".held")).containsText("inconsistencies", SOON);
  }

  private static LocatorAssertions.HasTextOptions textSoon() {
    return new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MS);
  }

  @Test
  @Order(6)
  void theReportIsAPageOfItsOwn() throws IOException {
    complaints.clear(); // of the gateway that was away
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    page.navigate(system.cluster().url() + "/migrations/" + migration + "/report?format=html");
    assertThat(page.locator("h1")).hasText("Migration legacy-to-new (" + migration + ")");
    assertThat(page.locator("body")).containsText("1 inconsistencies were reported");
    assertThat(page.locator("script").count()).isZero();
    Object font = page.evaluate("getComputedStyle(document.querySelector('h2')).borderBottomWidth");
    assertThat(font).as("its style is taken").isEqualTo("1px");
    assertThat(complaints).isEmpty();
    picture("report");
  }

  @Test
  @Order(7)
  void nobodySawAnythingWrong() throws IOException {
    system.assertNothingWrong(users);
  }
}
