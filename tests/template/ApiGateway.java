import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;

/**
 * Evaluates mapping templates as API Gateway does: Apache Velocity, with what the templates here use of API Gateway's own
 * variables. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 *
 * Reads a line for each evaluation: the template, and then names and values by turns, each in base64 and with a blank in
 * between. A name is `body`, `header NAME`, `context NAME`, `json PATH` or `path PATH`. Writes a line: the status that the
 * template set, or 0, and the text in base64.
 */
public class ApiGateway {
    /** `$input`. What a path leads to is said by whoever asks. */
    public record Input(String body, Map<String, Map<String, String>> params, Map<String, String> known) {
        public String getBody() {
            return body;
        }

        public Map<String, Map<String, String>> params() {
            return params;
        }

        public String json(String path) {
            return known.get("json " + path);
        }

        public String path(String path) {
            return known.get("path " + path);
        }
    }

    /** `$util`. */
    public static class Util {
        public String urlDecode(String text) {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        }

        public String escapeJavaScript(String text) {
            return StringEscapeUtils.escapeJavaScript(text);
        }
    }

    public static void main(String[] arguments) throws Exception {
        var engine = new VelocityEngine();
        engine.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
        engine.init();
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(evaluated(engine, Arrays.stream(line.split(" ", -1)).map(ApiGateway::decoded).toList()));
        }
    }

    private static String evaluated(VelocityEngine engine, java.util.List<String> fields) {
        var known = new HashMap<String, String>();
        var headers = new HashMap<String, String>();
        var context = new HashMap<String, Object>();
        for (var at = 1; at < fields.size(); at += 2) {
            var name = fields.get(at).split(" ", 2);
            var value = fields.get(at + 1);
            switch (name[0]) {
                case "header" -> headers.put(name[1], value);
                case "context" -> context.put(name[1], value);
                default -> known.put(fields.get(at), value);
            }
        }
        var override = new HashMap<String, Object>();
        context.put("responseOverride", override);
        var variables = new VelocityContext();
        variables.put("input", new Input(known.get("body"), Map.of("header", headers), known));
        variables.put("util", new Util());
        variables.put("context", context);
        var text = new StringWriter();
        engine.evaluate(variables, text, "template", fields.get(0));
        return override.getOrDefault("status", 0) + " " + encoded(text.toString());
    }

    private static String decoded(String field) {
        return new String(Base64.getDecoder().decode(field), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
