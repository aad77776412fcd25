# Varnish (7 or later) as a shared cache before two copies, or before the proxy that stands before them.
#
# At any moment it holds the replies of one release. The first reply of another release lets go of all of them: no reader
# is given an old page beside a new one from here, and what was kept is never served longer than the server allows.
vcl 4.1;

import directors;

probe ready {
    .url = "/ready";
    .interval = 1s;
    .timeout = 2s;
    .window = 3;
    .threshold = 2;
    .initial = 2;
}

backend one { .host = "one"; .port = "8000"; .probe = ready; .first_byte_timeout = 30s; }
backend two { .host = "two"; .port = "8000"; .probe = ready; .first_byte_timeout = 30s; }

sub vcl_init {
    # The first copy that is ready is asked, and the other while it is not: two releases do not take turns.
    new copies = directors.fallback();
    copies.add_backend(one);
    copies.add_backend(two);
}

sub vcl_recv {
    set req.backend_hint = copies.backend();
    # Of cookies and languages, the server heeds these alone; the rest would only divide what is kept.
    if (req.http.Cookie ~ "(^|;\s*)lang=(en|fr)\b") {
        set req.http.Cookie = regsub(req.http.Cookie, "^(?:.*;\s*)?lang=(en|fr)\b.*$", "lang=\1");
    } else {
        unset req.http.Cookie;
    }
    if (req.method == "GET" || req.method == "HEAD") {
        if (req.url ~ "^/(health|metrics|preview|ready)([?]|$)") {
            return (pass);
        }
        return (hash);
    }
}

sub vcl_backend_response {
    if (beresp.http.Treatygraph-Release) {
        ban("obj.http.Treatygraph-Release != " + beresp.http.Treatygraph-Release);
    }
    # Only what the server lets caches keep is kept; what is out of date is asked about before it is served again.
    if (beresp.http.Cache-Control !~ "public") {
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
    }
    set beresp.grace = 0s;
    set beresp.keep = 1h;
    # What a copy that is gone did not answer is asked of the other; nothing that is asked changes anything.
    if (beresp.status == 503 && bereq.retries < 1) {
        return (retry);
    }
}

sub vcl_backend_error {
    if (bereq.retries < 2) {
        return (retry);
    }
}

sub vcl_backend_fetch {
    if (bereq.retries > 0) {
        set bereq.backend = copies.backend();
    }
}

sub vcl_deliver {
    if (obj.hits > 0) {
        set resp.http.X-Cache = "hit";
    } else {
        set resp.http.X-Cache = "miss";
    }
}
