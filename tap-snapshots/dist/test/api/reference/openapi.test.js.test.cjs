/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`dist/test/api/reference/openapi.test.js > TAP > the document is OpenAPI 3.1, and as it was when somebody last looked at it > must match snapshot 1`] = `
{
 "openapi": "3.1.0",
 "info": {
  "title": "Bellhook",
  "version": "",
  "description": "Providers post webhooks. Bellhook turns them into events, and your application reads the events as one feed.\\n\\nAll errors have one JSON form with a code. A path that is not listed here gets a 404 \`NOT_FOUND\`. On all routes below \`/api\`, a query parameter that is not listed gets a 400.",
  "license": {
   "name": "Apache-2.0",
   "identifier": "Apache-2.0"
  }
 },
 "components": {
  "securitySchemes": {
   "api-token": {
    "type": "http",
    "scheme": "bearer",
    "description": "The gateway’s \`API_TOKEN\`."
   },
   "x-hub-signature-256": {
    "type": "apiKey",
    "in": "header",
    "name": "x-hub-signature-256",
    "description": "Part of a signature over the request, made with the shared secret."
   },
   "x-twilio-signature": {
    "type": "apiKey",
    "in": "header",
    "name": "x-twilio-signature",
    "description": "Part of a signature over the request, made with the shared secret."
   },
   "x-webhook-secret": {
    "type": "apiKey",
    "in": "header",
    "name": "x-webhook-secret",
    "description": "The shared secret."
   },
   "bearer": {
    "type": "http",
    "scheme": "bearer",
    "description": "The shared secret."
   },
   "token": {
    "type": "apiKey",
    "in": "query",
    "name": "token",
    "description": "A token in the URL."
   },
   "basic": {
    "type": "http",
    "scheme": "basic",
    "description": "The shared secret."
   },
   "svix-id": {
    "type": "apiKey",
    "in": "header",
    "name": "svix-id",
    "description": "Part of a signature over the request, made with the shared secret."
   },
   "svix-timestamp": {
    "type": "apiKey",
    "in": "header",
    "name": "svix-timestamp",
    "description": "Part of a signature over the request, made with the shared secret."
   },
   "svix-signature": {
    "type": "apiKey",
    "in": "header",
    "name": "svix-signature",
    "description": "Part of a signature over the request, made with the shared secret."
   },
   "x-mews-signature": {
    "type": "apiKey",
    "in": "header",
    "name": "x-mews-signature",
    "description": "Part of a signature over the request, made with the shared secret."
   }
  },
  "schemas": {
   "Error": {
    "type": "object",
    "required": [
     "error"
    ],
    "properties": {
     "error": {
      "type": "object",
      "required": [
       "code",
       "message"
      ],
      "properties": {
       "code": {
        "description": "what happened, for programs",
        "type": "string"
       },
       "message": {
        "description": "what to do, for people",
        "type": "string"
       },
       "details": {
        "type": "object",
        "properties": {
         "errors": {
          "description": "of VALIDATION_ERROR: the first 50 violations, and one more that counts the others",
          "type": "array",
          "items": {
           "type": "object",
           "required": [
            "path",
            "message"
           ],
           "properties": {
            "path": {
             "description": "JSON pointer",
             "type": "string"
            },
            "message": {
             "type": "string"
            }
           }
          }
         },
         "cursor": {
          "description": "of CURSOR_EXPIRED: the oldest cursor that still works",
          "type": "string"
         }
        }
       },
       "requestId": {
        "description": "of a 5xx, for the log",
        "type": "string"
       }
      }
     }
    }
   }
  },
  "examples": {
   "VALIDATION_ERROR": {
    "value": {
     "error": {
      "code": "VALIDATION_ERROR",
      "message": "The request does not have the shape this endpoint takes.",
      "details": {
       "errors": [
        {
         "path": "/status",
         "message": "is required"
        }
       ]
      }
     }
    }
   },
   "NOT_FOUND": {
    "value": {
     "error": {
      "code": "NOT_FOUND",
      "message": "No endpoint has this path. All endpoints are listed at /docs."
     }
    }
   },
   "METHOD_NOT_ALLOWED": {
    "value": {
     "error": {
      "code": "METHOD_NOT_ALLOWED",
      "message": "This path exists, but takes other methods: see Allow."
     }
    }
   },
   "UNAUTHORIZED": {
    "value": {
     "error": {
      "code": "UNAUTHORIZED",
      "message": "Send the API token: Authorization: Bearer <API_TOKEN>."
     }
    }
   },
   "TOO_MANY_WRONG_TOKENS": {
    "value": {
     "error": {
      "code": "TOO_MANY_WRONG_TOKENS",
      "message": "Too many wrong API tokens came from this address. Send the right one, or try again after Retry-After seconds."
     }
    }
   },
   "TOO_MANY_FAILURES": {
    "value": {
     "error": {
      "code": "TOO_MANY_FAILURES",
      "message": "Too many requests from this address failed verification. Send it again after Retry-After seconds."
     }
    }
   },
   "REFUSED": {
    "value": {
     "error": {
      "code": "REFUSED",
      "message": "The sender could not be proven."
     }
    }
   },
   "REQUEST_TIMEOUT": {
    "value": {
     "error": {
      "code": "REQUEST_TIMEOUT",
      "message": "The request arrived too slowly. Send it again."
     }
    }
   },
   "EXPECTATION_FAILED": {
    "value": {
     "error": {
      "code": "EXPECTATION_FAILED",
      "message": "The only Expect that works here is 100-continue."
     }
    }
   },
   "HEADERS_TOO_LARGE": {
    "value": {
     "error": {
      "code": "HEADERS_TOO_LARGE",
      "message": "Send at most 128 headers of 16 KiB together."
     }
    }
   },
   "BODY_TOO_LARGE": {
    "value": {
     "error": {
      "code": "BODY_TOO_LARGE",
      "message": "The body is larger than this endpoint takes."
     }
    }
   },
   "UNSUPPORTED_BODY": {
    "value": {
     "error": {
      "code": "UNSUPPORTED_BODY",
      "message": "This endpoint cannot read the body: its content encoding is not supported: use gzip, deflate, br."
     }
    }
   },
   "BAD_REQUEST": {
    "value": {
     "error": {
      "code": "BAD_REQUEST",
      "message": "The request cannot be read as HTTP."
     }
    }
   },
   "VERSION_NOT_SUPPORTED": {
    "value": {
     "error": {
      "code": "VERSION_NOT_SUPPORTED",
      "message": "Send the request as HTTP/1.1."
     }
    }
   },
   "UNKNOWN_CURSOR": {
    "value": {
     "error": {
      "code": "UNKNOWN_CURSOR",
      "message": "Use the cursor of an earlier answer, or none to start over."
     }
    }
   },
   "CURSOR_EXPIRED": {
    "value": {
     "error": {
      "code": "CURSOR_EXPIRED",
      "message": "Rows behind this cursor were removed, so you would miss them. The oldest cursor that still works is cDIwMA. Without a cursor, you begin with the oldest row.",
      "details": {
       "cursor": "cDIwMA"
      }
     }
    }
   },
   "AMBIGUOUS_ID": {
    "value": {
     "error": {
      "code": "AMBIGUOUS_ID",
      "message": "Several hotels use this id. Add ?property= with one of: hotel-1, hotel-2."
     }
    }
   },
   "NOT_REPLAYABLE": {
    "value": {
     "error": {
      "code": "NOT_REPLAYABLE",
      "message": "This delivery cannot be read again: %s."
     }
    }
   },
   "DELIVERY_REMOVED": {
    "value": {
     "error": {
      "code": "DELIVERY_REMOVED",
      "message": "The bytes of this delivery are older than RETAIN_BODIES_DAYS. Its events stay as they are."
     }
    }
   },
   "STORE_UNAVAILABLE": {
    "value": {
     "error": {
      "code": "STORE_UNAVAILABLE",
      "message": "Nothing can be kept right now. Send it again later.",
      "requestId": "req-1"
     }
    }
   },
   "DATABASE_UNAVAILABLE": {
    "value": {
     "error": {
      "code": "DATABASE_UNAVAILABLE",
      "message": "The database does not answer. Ask again shortly.",
      "requestId": "req-1"
     }
    }
   },
   "TOO_MANY_STREAMS": {
    "value": {
     "error": {
      "code": "TOO_MANY_STREAMS",
      "message": "No more streams can be open here. Try again shortly.",
      "requestId": "req-1"
     }
    }
   },
   "OVERLOADED": {
    "value": {
     "error": {
      "code": "OVERLOADED",
      "message": "Too much has arrived at once. Send it again shortly."
     }
    }
   },
   "INTERNAL": {
    "value": {
     "error": {
      "code": "INTERNAL",
      "message": "Something failed here. The log has it under this request id.",
      "requestId": "req-1"
     }
    }
   }
  }
 },
 "paths": {
  "/docs": {
   "get": {
    "operationId": "getDocs",
    "summary": "This page",
    "tags": [
     "Operations"
    ],
    "security": [],
    "responses": {
     "200": {
      "description": "Swagger UI, which shows \`/docs/json\` and can send requests.",
      "content": {
       "text/html": {
        "schema": {
         "type": "string"
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/docs/json": {
   "get": {
    "operationId": "getDocsJson",
    "summary": "The API as an OpenAPI 3.1 document",
    "tags": [
     "Operations"
    ],
    "externalDocs": {
     "url": "https://spec.openapis.org/oas/v3.1.1.html"
    },
    "security": [],
    "responses": {
     "200": {
      "description": "The document.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "openapi"
         ],
         "properties": {
          "openapi": {
           "type": "string",
           "enum": [
            "3.1.0"
           ]
          }
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/": {
   "get": {
    "operationId": "getRoot",
    "summary": "Redirects to the API reference",
    "tags": [
     "Operations"
    ],
    "security": [],
    "responses": {
     "302": {
      "description": "To \`/docs\`.",
      "content": {
       "text/plain": {
        "schema": {
         "type": "string"
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/healthz": {
   "get": {
    "operationId": "getHealthz",
    "summary": "Liveness: the process answers",
    "tags": [
     "Operations"
    ],
    "security": [],
    "responses": {
     "200": {
      "description": "The process answers.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "status"
         ],
         "properties": {
          "status": {
           "type": "string",
           "enum": [
            "ok"
           ]
          }
         }
        },
        "examples": {
         "ok": {
          "value": {
           "status": "ok"
          }
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/readyz": {
   "get": {
    "operationId": "getReadyz",
    "summary": "Readiness: deliveries can be stored",
    "tags": [
     "Operations"
    ],
    "security": [],
    "responses": {
     "200": {
      "description": "Deliveries are stored: \`ok\` in the database, \`degraded\` in the spool until the database is back.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "status"
         ],
         "properties": {
          "status": {
           "type": "string",
           "enum": [
            "ok",
            "degraded"
           ]
          }
         }
        },
        "examples": {
         "ok": {
          "value": {
           "status": "ok"
          }
         },
         "degraded": {
          "value": {
           "status": "degraded"
          }
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "Deliveries cannot be stored, or the gateway is closing.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "status"
         ],
         "properties": {
          "status": {
           "type": "string",
           "enum": [
            "nothing can be kept",
            "closing"
           ]
          }
         }
        },
        "examples": {
         "full": {
          "value": {
           "status": "nothing can be kept"
          }
         },
         "closing": {
          "value": {
           "status": "closing"
          }
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/metrics": {
   "get": {
    "operationId": "getMetrics",
    "summary": "Prometheus metrics",
    "tags": [
     "Operations"
    ],
    "externalDocs": {
     "url": "https://prometheus.io/docs/instrumenting/exposition_formats/"
    },
    "security": [
     {
      "api-token": []
     }
    ],
    "responses": {
     "200": {
      "description": "All metrics, in the text format.",
      "content": {
       "text/plain": {
        "schema": {
         "type": "string"
        },
        "examples": {
         "text": {
          "value": "# HELP bellhook_spooling 1 while the database does not take deliveries\\n# TYPE bellhook_spooling gauge\\nbellhook_spooling 0\\n"
         }
        }
       }
      }
     },
     "401": {
      "description": "\`UNAUTHORIZED\`: Send the API token: Authorization: Bearer <API_TOKEN>.",
      "headers": {
       "www-authenticate": {
        "schema": {
         "type": "string"
        },
        "description": "\`Bearer\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNAUTHORIZED": {
          "$ref": "#/components/examples/UNAUTHORIZED"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_WRONG_TOKENS\`: Too many wrong API tokens came from this address. Send the right one, or try again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_WRONG_TOKENS": {
          "$ref": "#/components/examples/TOO_MANY_WRONG_TOKENS"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/api/events": {
   "get": {
    "operationId": "getApiEvents",
    "summary": "The feed: events, oldest first",
    "tags": [
     "API"
    ],
    "description": "Ask again with \`after\` set to the \`cursor\` of the answer: every event comes once, in commit order and without gaps. The cursor is always returned, also if no event matches the filter. A page ends at \`limit\` rows or at 2 MiB, whichever comes first. It has at least one row, if there is one. A page that is shorter than \`limit\` need not be the last: see \`bellhook-more\`, or ask until a page is empty.",
    "parameters": [
     {
      "schema": {
       "type": "string"
      },
      "in": "query",
      "name": "after",
      "required": false,
      "description": "cursor of an earlier answer, or \`now\`; absent: from the beginning"
     },
     {
      "schema": {
       "multipleOf": 1,
       "minimum": 1,
       "maximum": 1000,
       "default": 100,
       "type": "number"
      },
      "in": "query",
      "name": "limit",
      "required": false,
      "description": "a whole number from 1 to 1000; a page of large rows has fewer rows"
     },
     {
      "schema": {
       "pattern": "^[a-z][a-z0-9_]*\\\\.([a-z0-9_]+|\\\\*)(,[a-z][a-z0-9_]*\\\\.([a-z0-9_]+|\\\\*))*$",
       "maxLength": 1000,
       "type": "string",
       "description": "types separated by commas, like guest.checked_in,reservation.*"
      },
      "in": "query",
      "name": "type",
      "required": false,
      "description": "one or more types, e.g. \`guest.checked_in,reservation.*\`"
     },
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "query",
      "name": "channel",
      "required": false,
      "description": "\`whatsapp\`, \`sms\` or \`pms\`"
     },
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "query",
      "name": "source",
      "required": false,
      "description": "source, e.g. \`whatsapp\`, \`twilio\`, \`mews\`"
     },
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "query",
      "name": "property",
      "required": false,
      "description": "the PMS's own id of the hotel, e.g. \`hotel-1\`"
     },
     {
      "schema": {
       "pattern": "^[^/\\\\u0000]+/[^\\\\u0000]+$",
       "type": "string",
       "description": "<kind>/<externalId>, like reservation/res-456"
      },
      "in": "query",
      "name": "entity",
      "required": false,
      "description": "\`<kind>/<externalId>\`, e.g. \`reservation/res-456\`"
     }
    ],
    "security": [
     {
      "api-token": []
     }
    ],
    "responses": {
     "200": {
      "description": "A page of the feed.",
      "headers": {
       "bellhook-more": {
        "schema": {
         "type": "string"
        },
        "description": "\`true\`: the page ended at its limit, so the next one may have rows already; \`false\`: it ended with the feed"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "events",
          "cursor"
         ],
         "properties": {
          "events": {
           "type": "array",
           "items": {
            "type": "object",
            "required": [
             "specversion",
             "id",
             "type",
             "source",
             "subject",
             "time",
             "datacontenttype",
             "channel",
             "deliveryid",
             "receivedtime",
             "timebasis",
             "verified",
             "hydrated",
             "data"
            ],
            "properties": {
             "specversion": {
              "type": "string",
              "enum": [
               "1.0"
              ]
             },
             "id": {
              "description": "UUIDv7, unique",
              "type": "string"
             },
             "type": {
              "description": "\`<noun>.<verb>\`, e.g. \`guest.checked_in\`",
              "type": "string"
             },
             "source": {
              "description": "who says so: \`whatsapp\`, \`twilio\`, \`mews\`, …",
              "type": "string"
             },
             "subject": {
              "description": "\`<kind>/<externalId>\`",
              "type": "string"
             },
             "time": {
              "description": "RFC 3339, UTC; what it is, \`timebasis\` says",
              "type": "string"
             },
             "datacontenttype": {
              "type": "string",
              "enum": [
               "application/json"
              ]
             },
             "channel": {
              "description": "\`whatsapp\`, \`sms\` or \`pms\`",
              "type": "string"
             },
             "property": {
              "description": "the PMS's own id of the hotel",
              "type": "string"
             },
             "deliveryid": {
              "description": "the delivery it came from",
              "type": "string"
             },
             "receivedtime": {
              "description": "RFC 3339, UTC: when the delivery arrived",
              "type": "string"
             },
             "timebasis": {
              "type": "string",
              "enum": [
               "event",
               "modified",
               "received"
              ]
             },
             "verified": {
              "description": "false: accepted without proof of who sent it",
              "type": "boolean"
             },
             "hydrated": {
              "description": "true: completed by asking the PMS",
              "type": "boolean"
             },
             "corrects": {
              "description": "id of the event that this one tells better, after a replay",
              "type": "string"
             },
             "traceparent": {
              "description": "W3C Trace Context of the webhook request, where it had one",
              "type": "string"
             },
             "data": {
              "description": "at most 256 KiB as JSON; \`omitted\`, a list of \`{path, bytes}\`, names what was left out, and the body of the delivery has it",
              "type": "object",
              "additionalProperties": {}
             }
            }
           }
          },
          "cursor": {
           "type": "string"
          }
         }
        },
        "examples": {
         "page": {
          "value": {
           "events": [
            {
             "specversion": "1.0",
             "id": "018e4150-4a81-7000-8000-000000000001",
             "type": "reservation.created",
             "source": "mews",
             "subject": "reservation/res-456",
             "time": "2024-03-15T09:00:00.000Z",
             "datacontenttype": "application/json",
             "channel": "pms",
             "deliveryid": "018e4150-4a80-7000-8000-000000000001",
             "receivedtime": "2024-03-15T09:00:00.000Z",
             "timebasis": "received",
             "verified": true,
             "hydrated": false,
             "data": {
              "reservation": {
               "externalId": "res-456",
               "source": "mews",
               "confirmationNumber": "CONF123",
               "guest": {
                "externalId": "guest-123",
                "source": "mews",
                "firstName": "John",
                "lastName": "Doe",
                "email": null,
                "emailValid": null,
                "phone": null,
                "phoneE164": null,
                "language": null,
                "nationality": null,
                "loyaltyTier": null,
                "vipStatus": null,
                "preferences": [],
                "notes": null,
                "extra": {}
               },
               "roomNumber": "501",
               "roomType": "deluxe-king",
               "arrivalDate": "2024-03-15",
               "departureDate": "2024-03-18",
               "status": "confirmed",
               "sourceStatus": "confirmed",
               "adults": 2,
               "children": 0,
               "rateCode": "BAR",
               "totalRate": {
                "amount": "599.00",
                "currency": "USD"
               },
               "currency": "USD",
               "specialRequests": [
                "late checkout",
                "extra pillows"
               ],
               "notes": [],
               "updatedAt": null,
               "rooms": [],
               "extra": {}
              },
              "guest": {
               "externalId": "guest-123",
               "source": "mews",
               "firstName": "John",
               "lastName": "Doe"
              }
             }
            }
           ],
           "cursor": "cDE3NDE2MDAwMDAwMDAwMDE"
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "\`UNKNOWN_CURSOR\`: Use the cursor of an earlier answer, or none to start over.\\n\\n\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNKNOWN_CURSOR": {
          "$ref": "#/components/examples/UNKNOWN_CURSOR"
         },
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "\`UNAUTHORIZED\`: Send the API token: Authorization: Bearer <API_TOKEN>.",
      "headers": {
       "www-authenticate": {
        "schema": {
         "type": "string"
        },
        "description": "\`Bearer\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNAUTHORIZED": {
          "$ref": "#/components/examples/UNAUTHORIZED"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "410": {
      "description": "\`CURSOR_EXPIRED\`: Rows behind this cursor were removed, so you would miss them. The oldest cursor that still works is cDIwMA. Without a cursor, you begin with the oldest row.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "CURSOR_EXPIRED": {
          "$ref": "#/components/examples/CURSOR_EXPIRED"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_WRONG_TOKENS\`: Too many wrong API tokens came from this address. Send the right one, or try again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_WRONG_TOKENS": {
          "$ref": "#/components/examples/TOO_MANY_WRONG_TOKENS"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`DATABASE_UNAVAILABLE\`: The database does not answer. Ask again shortly.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "DATABASE_UNAVAILABLE": {
          "$ref": "#/components/examples/DATABASE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/api/events/stream": {
   "get": {
    "operationId": "getApiEventsStream",
    "summary": "The feed as server-sent events",
    "tags": [
     "API"
    ],
    "description": "Each message has the cursor as its \`id\` and the event as its \`data\`, and no \`event\` field. A comment is sent every 15 seconds. A client that reads nothing for ten seconds is disconnected, or after two seconds if others need the memory. It resumes with \`Last-Event-ID\`. If events behind that id were removed, an \`error\` message has the JSON of \`CURSOR_EXPIRED\`, and the stream ends; a request without \`Accept: text/event-stream\` gets a 410 instead.",
    "externalDocs": {
     "url": "https://html.spec.whatwg.org/multipage/server-sent-events.html"
    },
    "parameters": [
     {
      "schema": {
       "type": "string"
      },
      "in": "query",
      "name": "after",
      "required": false,
      "description": "cursor of an earlier answer, or \`now\`; absent: from the beginning"
     },
     {
      "schema": {
       "pattern": "^[a-z][a-z0-9_]*\\\\.([a-z0-9_]+|\\\\*)(,[a-z][a-z0-9_]*\\\\.([a-z0-9_]+|\\\\*))*$",
       "maxLength": 1000,
       "type": "string",
       "description": "types separated by commas, like guest.checked_in,reservation.*"
      },
      "in": "query",
      "name": "type",
      "required": false,
      "description": "one or more types, e.g. \`guest.checked_in,reservation.*\`"
     },
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "query",
      "name": "channel",
      "required": false,
      "description": "\`whatsapp\`, \`sms\` or \`pms\`"
     },
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "query",
      "name": "source",
      "required": false,
      "description": "source, e.g. \`whatsapp\`, \`twilio\`, \`mews\`"
     },
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "query",
      "name": "property",
      "required": false,
      "description": "the PMS's own id of the hotel, e.g. \`hotel-1\`"
     },
     {
      "schema": {
       "pattern": "^[^/\\\\u0000]+/[^\\\\u0000]+$",
       "type": "string",
       "description": "<kind>/<externalId>, like reservation/res-456"
      },
      "in": "query",
      "name": "entity",
      "required": false,
      "description": "\`<kind>/<externalId>\`, e.g. \`reservation/res-456\`"
     },
     {
      "schema": {
       "type": "string"
      },
      "in": "header",
      "name": "last-event-id",
      "required": false,
      "description": "resumes after this event; takes precedence over \`after\`"
     }
    ],
    "security": [
     {
      "api-token": []
     }
    ],
    "responses": {
     "200": {
      "description": "Events, without end.",
      "content": {
       "text/event-stream": {
        "schema": {
         "type": "string"
        },
        "examples": {
         "event": {
          "value": "retry: 1000\\n\\nid: cDE3NDE2MDAwMDAwMDAwMDE\\ndata: {\\"specversion\\":\\"1.0\\",\\"id\\":\\"018e4150-4a81-7000-8000-000000000001\\",\\"type\\":\\"reservation.created\\",\\"source\\":\\"mews\\",\\"subject\\":\\"reservation/res-456\\",\\"time\\":\\"2024-03-15T09:00:00.000Z\\",\\"datacontenttype\\":\\"application/json\\",\\"channel\\":\\"pms\\",\\"deliveryid\\":\\"018e4150-4a80-7000-8000-000000000001\\",\\"receivedtime\\":\\"2024-03-15T09:00:00.000Z\\",\\"timebasis\\":\\"received\\",\\"verified\\":true,\\"hydrated\\":false,\\"data\\":{\\"reservation\\":{\\"externalId\\":\\"res-456\\",\\"source\\":\\"mews\\",\\"confirmationNumber\\":\\"CONF123\\",\\"guest\\":{\\"externalId\\":\\"guest-123\\",\\"source\\":\\"mews\\",\\"firstName\\":\\"John\\",\\"lastName\\":\\"Doe\\",\\"email\\":null,\\"emailValid\\":null,\\"phone\\":null,\\"phoneE164\\":null,\\"language\\":null,\\"nationality\\":null,\\"loyaltyTier\\":null,\\"vipStatus\\":null,\\"preferences\\":[],\\"notes\\":null,\\"extra\\":{}},\\"roomNumber\\":\\"501\\",\\"roomType\\":\\"deluxe-king\\",\\"arrivalDate\\":\\"2024-03-15\\",\\"departureDate\\":\\"2024-03-18\\",\\"status\\":\\"confirmed\\",\\"sourceStatus\\":\\"confirmed\\",\\"adults\\":2,\\"children\\":0,\\"rateCode\\":\\"BAR\\",\\"totalRate\\":{\\"amount\\":\\"599.00\\",\\"currency\\":\\"USD\\"},\\"currency\\":\\"USD\\",\\"specialRequests\\":[\\"late checkout\\",\\"extra pillows\\"],\\"notes\\":[],\\"updatedAt\\":null,\\"rooms\\":[],\\"extra\\":{}},\\"guest\\":{\\"externalId\\":\\"guest-123\\",\\"source\\":\\"mews\\",\\"firstName\\":\\"John\\",\\"lastName\\":\\"Doe\\"}}}\\n\\n"
         }
        }
       }
      }
     },
     "400": {
      "description": "\`UNKNOWN_CURSOR\`: Use the cursor of an earlier answer, or none to start over.\\n\\n\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNKNOWN_CURSOR": {
          "$ref": "#/components/examples/UNKNOWN_CURSOR"
         },
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "\`UNAUTHORIZED\`: Send the API token: Authorization: Bearer <API_TOKEN>.",
      "headers": {
       "www-authenticate": {
        "schema": {
         "type": "string"
        },
        "description": "\`Bearer\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNAUTHORIZED": {
          "$ref": "#/components/examples/UNAUTHORIZED"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "410": {
      "description": "\`CURSOR_EXPIRED\`: Rows behind this cursor were removed, so you would miss them. The oldest cursor that still works is cDIwMA. Without a cursor, you begin with the oldest row.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "CURSOR_EXPIRED": {
          "$ref": "#/components/examples/CURSOR_EXPIRED"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_WRONG_TOKENS\`: Too many wrong API tokens came from this address. Send the right one, or try again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_WRONG_TOKENS": {
          "$ref": "#/components/examples/TOO_MANY_WRONG_TOKENS"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`TOO_MANY_STREAMS\`: No more streams can be open here. Try again shortly.\\n\\n\`DATABASE_UNAVAILABLE\`: The database does not answer. Ask again shortly.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_STREAMS": {
          "$ref": "#/components/examples/TOO_MANY_STREAMS"
         },
         "DATABASE_UNAVAILABLE": {
          "$ref": "#/components/examples/DATABASE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/api/deliveries": {
   "get": {
    "operationId": "getApiDeliveries",
    "summary": "Deliveries and their outcome",
    "tags": [
     "API"
    ],
    "description": "A page ends at \`limit\` rows or at 2 MiB, whichever comes first. It has at least one row, if there is one. A page that is shorter than \`limit\` need not be the last: see \`bellhook-more\`, or ask until a page is empty.",
    "parameters": [
     {
      "schema": {
       "type": "string"
      },
      "in": "query",
      "name": "after",
      "required": false,
      "description": "cursor of an earlier answer, or \`now\`; absent: from the beginning"
     },
     {
      "schema": {
       "multipleOf": 1,
       "minimum": 1,
       "maximum": 1000,
       "default": 100,
       "type": "number"
      },
      "in": "query",
      "name": "limit",
      "required": false,
      "description": "a whole number from 1 to 1000; a page of large rows has fewer rows"
     },
     {
      "schema": {
       "type": "string",
       "enum": [
        "accepted",
        "duplicate",
        "quarantined",
        "rejected"
       ]
      },
      "in": "query",
      "name": "outcome",
      "required": false
     },
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "query",
      "name": "channel",
      "required": false,
      "description": "\`whatsapp\`, \`sms\` or \`pms\`"
     }
    ],
    "security": [
     {
      "api-token": []
     }
    ],
    "responses": {
     "200": {
      "description": "A page, oldest first.",
      "headers": {
       "bellhook-more": {
        "schema": {
         "type": "string"
        },
        "description": "\`true\`: the page ended at its limit, so the next one may have rows already; \`false\`: it ended with the feed"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "deliveries",
          "cursor"
         ],
         "properties": {
          "deliveries": {
           "type": "array",
           "items": {
            "type": "object",
            "required": [
             "id",
             "channel",
             "source",
             "endpoint",
             "contentType",
             "contentCoding",
             "receivedAt",
             "verified",
             "masked",
             "outcome",
             "reason",
             "problems",
             "events",
             "traceparent",
             "bytes"
            ],
            "properties": {
             "id": {
              "type": "string"
             },
             "channel": {
              "type": "string"
             },
             "source": {
              "type": "string"
             },
             "endpoint": {
              "description": "the path it was posted to, with the query if the endpoint reads it",
              "type": "string"
             },
             "contentType": {
              "type": [
               "string",
               "null"
              ]
             },
             "contentCoding": {
              "type": [
               "string",
               "null"
              ],
              "description": "\`Content-Encoding\` of the stored bytes, e.g. \`gzip\`; null: they have none"
             },
             "receivedAt": {
              "type": "string"
             },
             "verified": {
              "type": "boolean"
             },
             "masked": {
              "description": "true: a card number or a live credential was masked before storage",
              "type": "boolean"
             },
             "outcome": {
              "type": "string",
              "enum": [
               "accepted",
               "duplicate",
               "quarantined",
               "rejected"
              ]
             },
             "reason": {
              "type": [
               "string",
               "null"
              ],
              "description": "at most 1,000 characters"
             },
             "problems": {
              "description": "items that could not be read, at most 100",
              "type": "array",
              "items": {
               "type": "object",
               "required": [
                "path",
                "problem"
               ],
               "properties": {
                "path": {
                 "type": "string"
                },
                "problem": {
                 "type": "string"
                }
               }
              }
             },
             "omittedProblems": {
              "description": "number of further problems that are not listed; absent: all are",
              "type": "integer"
             },
             "events": {
              "description": "ids of the events it became",
              "type": "array",
              "items": {
               "type": "string"
              }
             },
             "traceparent": {
              "type": [
               "string",
               "null"
              ],
              "description": "W3C Trace Context of the request, where it had one"
             },
             "bytes": {
              "description": "size of the body",
              "type": "integer"
             }
            }
           }
          },
          "cursor": {
           "type": "string"
          }
         }
        },
        "examples": {
         "page": {
          "value": {
           "deliveries": [
            {
             "id": "018e4150-4a80-7000-8000-000000000001",
             "channel": "pms",
             "source": "mews",
             "endpoint": "/webhooks/pms/reservations",
             "contentType": "application/json",
             "contentCoding": null,
             "receivedAt": "2024-03-15T09:00:00.000Z",
             "verified": true,
             "masked": false,
             "outcome": "accepted",
             "reason": null,
             "problems": [],
             "events": [
              "018e4150-4a81-7000-8000-000000000001"
             ],
             "traceparent": null,
             "bytes": 405
            }
           ],
           "cursor": "cDE3NDE2MDAwMDAwMDAwMDE"
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "\`UNKNOWN_CURSOR\`: Use the cursor of an earlier answer, or none to start over.\\n\\n\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNKNOWN_CURSOR": {
          "$ref": "#/components/examples/UNKNOWN_CURSOR"
         },
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "\`UNAUTHORIZED\`: Send the API token: Authorization: Bearer <API_TOKEN>.",
      "headers": {
       "www-authenticate": {
        "schema": {
         "type": "string"
        },
        "description": "\`Bearer\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNAUTHORIZED": {
          "$ref": "#/components/examples/UNAUTHORIZED"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "410": {
      "description": "\`CURSOR_EXPIRED\`: Rows behind this cursor were removed, so you would miss them. The oldest cursor that still works is cDIwMA. Without a cursor, you begin with the oldest row.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "CURSOR_EXPIRED": {
          "$ref": "#/components/examples/CURSOR_EXPIRED"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_WRONG_TOKENS\`: Too many wrong API tokens came from this address. Send the right one, or try again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_WRONG_TOKENS": {
          "$ref": "#/components/examples/TOO_MANY_WRONG_TOKENS"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`DATABASE_UNAVAILABLE\`: The database does not answer. Ask again shortly.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "DATABASE_UNAVAILABLE": {
          "$ref": "#/components/examples/DATABASE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/api/deliveries/{id}": {
   "get": {
    "operationId": "getApiDeliveriesById",
    "summary": "One delivery",
    "tags": [
     "API"
    ],
    "parameters": [
     {
      "schema": {
       "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
       "type": "string",
       "description": "a UUID"
      },
      "in": "path",
      "name": "id",
      "required": true
     }
    ],
    "security": [
     {
      "api-token": []
     }
    ],
    "responses": {
     "200": {
      "description": "The delivery.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "id",
          "channel",
          "source",
          "endpoint",
          "contentType",
          "contentCoding",
          "receivedAt",
          "verified",
          "masked",
          "outcome",
          "reason",
          "problems",
          "events",
          "traceparent",
          "bytes",
          "replays"
         ],
         "properties": {
          "id": {
           "type": "string"
          },
          "channel": {
           "type": "string"
          },
          "source": {
           "type": "string"
          },
          "endpoint": {
           "description": "the path it was posted to, with the query if the endpoint reads it",
           "type": "string"
          },
          "contentType": {
           "type": [
            "string",
            "null"
           ]
          },
          "contentCoding": {
           "type": [
            "string",
            "null"
           ],
           "description": "\`Content-Encoding\` of the stored bytes, e.g. \`gzip\`; null: they have none"
          },
          "receivedAt": {
           "type": "string"
          },
          "verified": {
           "type": "boolean"
          },
          "masked": {
           "description": "true: a card number or a live credential was masked before storage",
           "type": "boolean"
          },
          "outcome": {
           "type": "string",
           "enum": [
            "accepted",
            "duplicate",
            "quarantined",
            "rejected"
           ]
          },
          "reason": {
           "type": [
            "string",
            "null"
           ],
           "description": "at most 1,000 characters"
          },
          "problems": {
           "description": "items that could not be read, at most 100",
           "type": "array",
           "items": {
            "type": "object",
            "required": [
             "path",
             "problem"
            ],
            "properties": {
             "path": {
              "type": "string"
             },
             "problem": {
              "type": "string"
             }
            }
           }
          },
          "omittedProblems": {
           "description": "number of further problems that are not listed; absent: all are",
           "type": "integer"
          },
          "events": {
           "description": "ids of the events it became",
           "type": "array",
           "items": {
            "type": "string"
           }
          },
          "traceparent": {
           "type": [
            "string",
            "null"
           ],
           "description": "W3C Trace Context of the request, where it had one"
          },
          "bytes": {
           "description": "size of the body",
           "type": "integer"
          },
          "replays": {
           "type": "array",
           "items": {
            "type": "object",
            "required": [
             "id",
             "requestedBy",
             "tokenFingerprint",
             "at",
             "outcomeBefore",
             "outcomeAfter",
             "added",
             "corrected",
             "vanished",
             "events"
            ],
            "properties": {
             "id": {
              "type": "string"
             },
             "requestedBy": {
              "description": "the name that the caller gave with \`by\`, which nothing proves; without one, \`token\` and the fingerprint",
              "type": "string"
             },
             "tokenFingerprint": {
              "type": [
               "string",
               "null"
              ],
              "description": "first 12 hex digits of the SHA-256 of the API token; null: recorded by a version that did not keep it"
             },
             "at": {
              "type": "string"
             },
             "outcomeBefore": {
              "type": "string"
             },
             "outcomeAfter": {
              "type": "string"
             },
             "added": {
              "type": "integer"
             },
             "corrected": {
              "type": "integer"
             },
             "vanished": {
              "type": "integer"
             },
             "events": {
              "description": "ids of the events that it wrote, at most 100; \`added\` and \`corrected\` count all of them",
              "type": "array",
              "items": {
               "type": "string"
              }
             }
            }
           }
          }
         }
        },
        "examples": {
         "delivery": {
          "value": {
           "id": "018e4150-4a80-7000-8000-000000000001",
           "channel": "pms",
           "source": "mews",
           "endpoint": "/webhooks/pms/reservations",
           "contentType": "application/json",
           "contentCoding": null,
           "receivedAt": "2024-03-15T09:00:00.000Z",
           "verified": true,
           "masked": false,
           "outcome": "accepted",
           "reason": null,
           "problems": [],
           "events": [
            "018e4150-4a81-7000-8000-000000000001"
           ],
           "traceparent": null,
           "bytes": 405,
           "replays": [
            {
             "id": "018e4150-4a83-7000-8000-000000000001",
             "requestedBy": "ada@front-desk",
             "tokenFingerprint": "9f2c41d07ab3",
             "at": "2024-03-15T09:00:00.000Z",
             "outcomeBefore": "accepted",
             "outcomeAfter": "accepted",
             "added": 0,
             "corrected": 1,
             "vanished": 0,
             "events": [
              "018e4150-4a82-7000-8000-000000000001"
             ]
            }
           ]
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "\`UNAUTHORIZED\`: Send the API token: Authorization: Bearer <API_TOKEN>.",
      "headers": {
       "www-authenticate": {
        "schema": {
         "type": "string"
        },
        "description": "\`Bearer\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNAUTHORIZED": {
          "$ref": "#/components/examples/UNAUTHORIZED"
         }
        }
       }
      }
     },
     "404": {
      "description": "\`NOT_FOUND\`: No endpoint has this path. All endpoints are listed at /docs.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "NOT_FOUND": {
          "$ref": "#/components/examples/NOT_FOUND"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_WRONG_TOKENS\`: Too many wrong API tokens came from this address. Send the right one, or try again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_WRONG_TOKENS": {
          "$ref": "#/components/examples/TOO_MANY_WRONG_TOKENS"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`DATABASE_UNAVAILABLE\`: The database does not answer. Ask again shortly.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "DATABASE_UNAVAILABLE": {
          "$ref": "#/components/examples/DATABASE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/api/deliveries/{id}/raw": {
   "get": {
    "operationId": "getApiDeliveriesByIdRaw",
    "summary": "The exact bytes of a delivery",
    "tags": [
     "API"
    ],
    "description": "A download. Card numbers and live credentials were redacted before storage.",
    "parameters": [
     {
      "schema": {
       "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
       "type": "string",
       "description": "a UUID"
      },
      "in": "path",
      "name": "id",
      "required": true
     }
    ],
    "security": [
     {
      "api-token": []
     }
    ],
    "responses": {
     "200": {
      "description": "The bytes.",
      "content": {
       "application/octet-stream": {
        "schema": {
         "type": "string"
        }
       }
      }
     },
     "400": {
      "description": "\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "\`UNAUTHORIZED\`: Send the API token: Authorization: Bearer <API_TOKEN>.",
      "headers": {
       "www-authenticate": {
        "schema": {
         "type": "string"
        },
        "description": "\`Bearer\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNAUTHORIZED": {
          "$ref": "#/components/examples/UNAUTHORIZED"
         }
        }
       }
      }
     },
     "404": {
      "description": "\`NOT_FOUND\`: No endpoint has this path. All endpoints are listed at /docs.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "NOT_FOUND": {
          "$ref": "#/components/examples/NOT_FOUND"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_WRONG_TOKENS\`: Too many wrong API tokens came from this address. Send the right one, or try again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_WRONG_TOKENS": {
          "$ref": "#/components/examples/TOO_MANY_WRONG_TOKENS"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`DATABASE_UNAVAILABLE\`: The database does not answer. Ask again shortly.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "DATABASE_UNAVAILABLE": {
          "$ref": "#/components/examples/DATABASE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/api/deliveries/{id}/replay": {
   "post": {
    "operationId": "postApiDeliveriesByIdReplay",
    "summary": "Replays one delivery",
    "tags": [
     "API"
    ],
    "description": "Reads the stored bytes with the current code. Items that could not be read before become events. An event that would be different today gets a correction: a new event with \`corrects\`. A second replay changes nothing. The answer lists up to 256 KiB of changes, and counts the others.",
    "parameters": [
     {
      "schema": {
       "type": "boolean"
      },
      "in": "query",
      "name": "dryRun",
      "required": false,
      "description": "only shows the differences"
     },
     {
      "schema": {
       "minLength": 1,
       "maxLength": 200,
       "pattern": "^[^\\\\u0000-\\\\u001f]*$",
       "type": "string",
       "description": "a name of 1 to 200 characters in one line"
      },
      "in": "query",
      "name": "by",
      "required": false,
      "description": "name of the person or program, stored with the fingerprint of the token; default: the fingerprint"
     },
     {
      "schema": {
       "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
       "type": "string",
       "description": "a UUID"
      },
      "in": "path",
      "name": "id",
      "required": true
     }
    ],
    "security": [
     {
      "api-token": []
     }
    ],
    "responses": {
     "200": {
      "description": "The differences.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "delivery",
          "before",
          "after",
          "changes",
          "news",
          "written"
         ],
         "properties": {
          "delivery": {
           "type": "string"
          },
          "before": {
           "type": "object",
           "required": [
            "outcome",
            "reason",
            "problems"
           ],
           "properties": {
            "outcome": {
             "type": "string",
             "enum": [
              "accepted",
              "duplicate",
              "quarantined",
              "rejected"
             ]
            },
            "reason": {
             "type": [
              "string",
              "null"
             ],
             "description": "at most 1,000 characters"
            },
            "problems": {
             "description": "items that could not be read, at most 100",
             "type": "array",
             "items": {
              "type": "object",
              "required": [
               "path",
               "problem"
              ],
              "properties": {
               "path": {
                "type": "string"
               },
               "problem": {
                "type": "string"
               }
              }
             }
            },
            "omittedProblems": {
             "description": "number of further problems that are not listed; absent: all are",
             "type": "integer"
            }
           }
          },
          "after": {
           "type": "object",
           "required": [
            "outcome",
            "reason",
            "problems"
           ],
           "properties": {
            "outcome": {
             "type": "string",
             "enum": [
              "accepted",
              "duplicate",
              "quarantined",
              "rejected"
             ]
            },
            "reason": {
             "type": [
              "string",
              "null"
             ],
             "description": "at most 1,000 characters"
            },
            "problems": {
             "description": "items that could not be read, at most 100",
             "type": "array",
             "items": {
              "type": "object",
              "required": [
               "path",
               "problem"
              ],
              "properties": {
               "path": {
                "type": "string"
               },
               "problem": {
                "type": "string"
               }
              }
             }
            },
            "omittedProblems": {
             "description": "number of further problems that are not listed; absent: all are",
             "type": "integer"
            }
           }
          },
          "changes": {
           "description": "at most 256 KiB of them",
           "type": "array",
           "items": {
            "type": "object",
            "required": [
             "kind",
             "event",
             "differences"
            ],
            "properties": {
             "kind": {
              "description": "\`vanished\`: the current code would not write this event; the event stays",
              "type": "string",
              "enum": [
               "new",
               "corrected",
               "unchanged",
               "vanished"
              ]
             },
             "event": {
              "type": "object",
              "required": [
               "type",
               "source",
               "subject",
               "time"
              ],
              "properties": {
               "id": {
                "description": "absent if it has not been written",
                "type": "string"
               },
               "type": {
                "type": "string"
               },
               "source": {
                "type": "string"
               },
               "subject": {
                "type": "string"
               },
               "time": {
                "type": "string"
               }
              }
             },
             "corrects": {
              "description": "id of the event that it replaces",
              "type": "string"
             },
             "differences": {
              "description": "paths are JSON pointers into the event; for a state, what it changes of the current state",
              "type": "array",
              "items": {
               "type": "object",
               "required": [
                "path"
               ],
               "properties": {
                "path": {
                 "type": "string"
                },
                "before": {},
                "after": {}
               }
              }
             },
             "omittedDifferences": {
              "description": "number of further differences that are not listed; absent: all are",
              "type": "integer"
             }
            }
           }
          },
          "omittedChanges": {
           "description": "number of further changes that are not listed, by kind; absent: all are",
           "type": "object",
           "required": [
            "new",
            "corrected",
            "unchanged",
            "vanished"
           ],
           "properties": {
            "new": {
             "type": "integer"
            },
            "corrected": {
             "type": "integer"
            },
            "unchanged": {
             "type": "integer"
            },
            "vanished": {
             "type": "integer"
            }
           }
          },
          "news": {
           "description": "there is something to write; a dry run does not write it",
           "type": "boolean"
          },
          "written": {
           "type": "boolean"
          },
          "error": {
           "type": "object",
           "required": [
            "code",
            "message"
           ],
           "properties": {
            "code": {
             "type": "string"
            },
            "message": {
             "type": "string"
            }
           }
          }
         }
        },
        "examples": {
         "replayed": {
          "value": {
           "delivery": "018e4150-4a80-7000-8000-000000000001",
           "before": {
            "outcome": "accepted",
            "reason": null,
            "problems": []
           },
           "after": {
            "outcome": "accepted",
            "reason": null,
            "problems": []
           },
           "changes": [
            {
             "kind": "corrected",
             "event": {
              "id": "018e4150-4a82-7000-8000-000000000001",
              "type": "reservation.created",
              "source": "mews",
              "subject": "reservation/res-456",
              "time": "2024-03-15T09:00:00.000Z"
             },
             "corrects": "018e4150-4a81-7000-8000-000000000001",
             "differences": [
              {
               "path": "/data/reservation/roomNumber",
               "before": null,
               "after": "501"
              }
             ]
            }
           ],
           "news": true,
           "written": true
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "\`UNAUTHORIZED\`: Send the API token: Authorization: Bearer <API_TOKEN>.",
      "headers": {
       "www-authenticate": {
        "schema": {
         "type": "string"
        },
        "description": "\`Bearer\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNAUTHORIZED": {
          "$ref": "#/components/examples/UNAUTHORIZED"
         }
        }
       }
      }
     },
     "404": {
      "description": "\`NOT_FOUND\`: No endpoint has this path. All endpoints are listed at /docs.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "NOT_FOUND": {
          "$ref": "#/components/examples/NOT_FOUND"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "409": {
      "description": "\`NOT_REPLAYABLE\`: This delivery cannot be read again: %s.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "NOT_REPLAYABLE": {
          "$ref": "#/components/examples/NOT_REPLAYABLE"
         }
        }
       }
      }
     },
     "410": {
      "description": "\`DELIVERY_REMOVED\`: The bytes of this delivery are older than RETAIN_BODIES_DAYS. Its events stay as they are.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "DELIVERY_REMOVED": {
          "$ref": "#/components/examples/DELIVERY_REMOVED"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_WRONG_TOKENS\`: Too many wrong API tokens came from this address. Send the right one, or try again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_WRONG_TOKENS": {
          "$ref": "#/components/examples/TOO_MANY_WRONG_TOKENS"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`DATABASE_UNAVAILABLE\`: The database does not answer. Ask again shortly.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "DATABASE_UNAVAILABLE": {
          "$ref": "#/components/examples/DATABASE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/api/replays": {
   "post": {
    "operationId": "postApiReplays",
    "summary": "Replays all deliveries that match a filter, page by page",
    "tags": [
     "API"
    ],
    "description": "In the order of arrival. Ask again with \`after\` set to the \`cursor\` of the answer until it is \`done\`. A page ends early after 3 seconds, or if bodies or results are large. A delivery that cannot be replayed has an \`error\`; the others are replayed.",
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "additionalProperties": false,
        "type": "object",
        "properties": {
         "since": {
          "format": "date-time",
          "type": "string",
          "description": "an instant with an offset, like 2024-03-15T14:00:00Z"
         },
         "until": {
          "format": "date-time",
          "type": "string",
          "description": "an instant with an offset, like 2024-03-15T14:00:00Z"
         },
         "channel": {
          "description": "\`whatsapp\`, \`sms\` or \`pms\`",
          "pattern": "^[^\\\\u0000]+$",
          "type": "string"
         },
         "source": {
          "description": "source, e.g. \`whatsapp\`, \`twilio\`, \`mews\`",
          "pattern": "^[^\\\\u0000]+$",
          "type": "string"
         },
         "outcome": {
          "type": "string",
          "enum": [
           "accepted",
           "duplicate",
           "quarantined",
           "rejected"
          ]
         },
         "after": {
          "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
          "type": "string",
          "description": "a UUID"
         },
         "limit": {
          "minimum": 1,
          "maximum": 100,
          "type": "integer"
         },
         "dryRun": {
          "description": "only shows the differences",
          "type": "boolean"
         },
         "by": {
          "minLength": 1,
          "maxLength": 200,
          "pattern": "^[^\\\\u0000-\\\\u001f]*$",
          "description": "name of the person or program, stored with the fingerprint of the token; default: the fingerprint",
          "type": "string"
         }
        }
       },
       "examples": {
        "quarantined": {
         "value": {
          "outcome": "quarantined",
          "since": "2024-03-15T00:00:00Z",
          "dryRun": true
         }
        }
       }
      }
     }
    },
    "security": [
     {
      "api-token": []
     }
    ],
    "responses": {
     "200": {
      "description": "A page of results.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "results",
          "cursor",
          "done"
         ],
         "properties": {
          "results": {
           "type": "array",
           "items": {
            "type": "object",
            "required": [
             "delivery",
             "before",
             "after",
             "changes",
             "news",
             "written"
            ],
            "properties": {
             "delivery": {
              "type": "string"
             },
             "before": {
              "type": "object",
              "required": [
               "outcome",
               "reason",
               "problems"
              ],
              "properties": {
               "outcome": {
                "type": "string",
                "enum": [
                 "accepted",
                 "duplicate",
                 "quarantined",
                 "rejected"
                ]
               },
               "reason": {
                "type": [
                 "string",
                 "null"
                ],
                "description": "at most 1,000 characters"
               },
               "problems": {
                "description": "items that could not be read, at most 100",
                "type": "array",
                "items": {
                 "type": "object",
                 "required": [
                  "path",
                  "problem"
                 ],
                 "properties": {
                  "path": {
                   "type": "string"
                  },
                  "problem": {
                   "type": "string"
                  }
                 }
                }
               },
               "omittedProblems": {
                "description": "number of further problems that are not listed; absent: all are",
                "type": "integer"
               }
              }
             },
             "after": {
              "type": "object",
              "required": [
               "outcome",
               "reason",
               "problems"
              ],
              "properties": {
               "outcome": {
                "type": "string",
                "enum": [
                 "accepted",
                 "duplicate",
                 "quarantined",
                 "rejected"
                ]
               },
               "reason": {
                "type": [
                 "string",
                 "null"
                ],
                "description": "at most 1,000 characters"
               },
               "problems": {
                "description": "items that could not be read, at most 100",
                "type": "array",
                "items": {
                 "type": "object",
                 "required": [
                  "path",
                  "problem"
                 ],
                 "properties": {
                  "path": {
                   "type": "string"
                  },
                  "problem": {
                   "type": "string"
                  }
                 }
                }
               },
               "omittedProblems": {
                "description": "number of further problems that are not listed; absent: all are",
                "type": "integer"
               }
              }
             },
             "changes": {
              "description": "at most 256 KiB of them",
              "type": "array",
              "items": {
               "type": "object",
               "required": [
                "kind",
                "event",
                "differences"
               ],
               "properties": {
                "kind": {
                 "description": "\`vanished\`: the current code would not write this event; the event stays",
                 "type": "string",
                 "enum": [
                  "new",
                  "corrected",
                  "unchanged",
                  "vanished"
                 ]
                },
                "event": {
                 "type": "object",
                 "required": [
                  "type",
                  "source",
                  "subject",
                  "time"
                 ],
                 "properties": {
                  "id": {
                   "description": "absent if it has not been written",
                   "type": "string"
                  },
                  "type": {
                   "type": "string"
                  },
                  "source": {
                   "type": "string"
                  },
                  "subject": {
                   "type": "string"
                  },
                  "time": {
                   "type": "string"
                  }
                 }
                },
                "corrects": {
                 "description": "id of the event that it replaces",
                 "type": "string"
                },
                "differences": {
                 "description": "paths are JSON pointers into the event; for a state, what it changes of the current state",
                 "type": "array",
                 "items": {
                  "type": "object",
                  "required": [
                   "path"
                  ],
                  "properties": {
                   "path": {
                    "type": "string"
                   },
                   "before": {},
                   "after": {}
                  }
                 }
                },
                "omittedDifferences": {
                 "description": "number of further differences that are not listed; absent: all are",
                 "type": "integer"
                }
               }
              }
             },
             "omittedChanges": {
              "description": "number of further changes that are not listed, by kind; absent: all are",
              "type": "object",
              "required": [
               "new",
               "corrected",
               "unchanged",
               "vanished"
              ],
              "properties": {
               "new": {
                "type": "integer"
               },
               "corrected": {
                "type": "integer"
               },
               "unchanged": {
                "type": "integer"
               },
               "vanished": {
                "type": "integer"
               }
              }
             },
             "news": {
              "description": "there is something to write; a dry run does not write it",
              "type": "boolean"
             },
             "written": {
              "type": "boolean"
             },
             "error": {
              "type": "object",
              "required": [
               "code",
               "message"
              ],
              "properties": {
               "code": {
                "type": "string"
               },
               "message": {
                "type": "string"
               }
              }
             }
            }
           }
          },
          "cursor": {
           "type": [
            "string",
            "null"
           ],
           "description": "the \`after\` of the next page"
          },
          "done": {
           "description": "false: ask again with the cursor",
           "type": "boolean"
          }
         }
        },
        "examples": {
         "page": {
          "value": {
           "results": [
            {
             "delivery": "018e4150-4a80-7000-8000-000000000001",
             "before": {
              "outcome": "accepted",
              "reason": null,
              "problems": []
             },
             "after": {
              "outcome": "accepted",
              "reason": null,
              "problems": []
             },
             "changes": [
              {
               "kind": "corrected",
               "event": {
                "id": "018e4150-4a82-7000-8000-000000000001",
                "type": "reservation.created",
                "source": "mews",
                "subject": "reservation/res-456",
                "time": "2024-03-15T09:00:00.000Z"
               },
               "corrects": "018e4150-4a81-7000-8000-000000000001",
               "differences": [
                {
                 "path": "/data/reservation/roomNumber",
                 "before": null,
                 "after": "501"
                }
               ]
              }
             ],
             "news": true,
             "written": true
            }
           ],
           "cursor": "018e4150-4a80-7000-8000-000000000001",
           "done": true
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "\`UNAUTHORIZED\`: Send the API token: Authorization: Bearer <API_TOKEN>.",
      "headers": {
       "www-authenticate": {
        "schema": {
         "type": "string"
        },
        "description": "\`Bearer\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNAUTHORIZED": {
          "$ref": "#/components/examples/UNAUTHORIZED"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "408": {
      "description": "\`REQUEST_TIMEOUT\`: The request arrived too slowly. Send it again.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "REQUEST_TIMEOUT": {
          "$ref": "#/components/examples/REQUEST_TIMEOUT"
         }
        }
       }
      }
     },
     "413": {
      "description": "\`BODY_TOO_LARGE\`: The body is larger than this endpoint takes.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "BODY_TOO_LARGE": {
          "$ref": "#/components/examples/BODY_TOO_LARGE"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_WRONG_TOKENS\`: Too many wrong API tokens came from this address. Send the right one, or try again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_WRONG_TOKENS": {
          "$ref": "#/components/examples/TOO_MANY_WRONG_TOKENS"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`DATABASE_UNAVAILABLE\`: The database does not answer. Ask again shortly.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "DATABASE_UNAVAILABLE": {
          "$ref": "#/components/examples/DATABASE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/api/messages/{channel}/{id}": {
   "get": {
    "operationId": "getApiMessagesByChannelById",
    "summary": "The status of an outgoing message",
    "tags": [
     "API"
    ],
    "parameters": [
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "path",
      "name": "channel",
      "required": true,
      "description": "\`whatsapp\` or \`sms\`"
     },
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "path",
      "name": "id",
      "required": true,
      "description": "id of the message at the provider"
     }
    ],
    "security": [
     {
      "api-token": []
     }
    ],
    "responses": {
     "200": {
      "description": "The state.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "kind",
          "channel",
          "source",
          "id",
          "updatedAt",
          "state",
          "events"
         ],
         "properties": {
          "kind": {
           "type": "string"
          },
          "channel": {
           "type": "string"
          },
          "source": {
           "type": "string"
          },
          "property": {
           "type": "string"
          },
          "id": {
           "type": "string"
          },
          "updatedAt": {
           "description": "arrival of the delivery that changed it last",
           "type": "string"
          },
          "state": {
           "type": "object",
           "additionalProperties": {}
          },
          "events": {
           "description": "ids of its newest events, at most 100, oldest first",
           "type": "array",
           "items": {
            "type": "string"
           }
          }
         }
        },
        "examples": {
         "example": {
          "value": {
           "channel": "sms",
           "source": "twilio",
           "updatedAt": "2024-03-15T09:00:00.000Z",
           "events": [
            "018e4150-4a81-7000-8000-000000000001"
           ],
           "kind": "message",
           "id": "SM00000000000000000000000000000002",
           "state": {
            "channel": "sms",
            "externalId": "SM00000000000000000000000000000002",
            "time": null,
            "accountId": null,
            "from": null,
            "to": null,
            "recipient": {
             "phone": null,
             "waId": null,
             "userId": null
            },
            "errorCode": "30003",
            "errorMessage": "Unreachable destination handset",
            "status": "undelivered",
            "statuses": {
             "undelivered": {
              "channel": "sms",
              "externalId": "SM00000000000000000000000000000002",
              "time": null,
              "accountId": null,
              "from": null,
              "to": null,
              "recipient": {
               "phone": null,
               "waId": null,
               "userId": null
              },
              "errorCode": "30003",
              "errorMessage": "Unreachable destination handset"
             }
            }
           }
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "\`UNAUTHORIZED\`: Send the API token: Authorization: Bearer <API_TOKEN>.",
      "headers": {
       "www-authenticate": {
        "schema": {
         "type": "string"
        },
        "description": "\`Bearer\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNAUTHORIZED": {
          "$ref": "#/components/examples/UNAUTHORIZED"
         }
        }
       }
      }
     },
     "404": {
      "description": "\`NOT_FOUND\`: No endpoint has this path. All endpoints are listed at /docs.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "NOT_FOUND": {
          "$ref": "#/components/examples/NOT_FOUND"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "409": {
      "description": "\`AMBIGUOUS_ID\`: Several hotels use this id. Add ?property= with one of: hotel-1, hotel-2.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "AMBIGUOUS_ID": {
          "$ref": "#/components/examples/AMBIGUOUS_ID"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_WRONG_TOKENS\`: Too many wrong API tokens came from this address. Send the right one, or try again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_WRONG_TOKENS": {
          "$ref": "#/components/examples/TOO_MANY_WRONG_TOKENS"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`DATABASE_UNAVAILABLE\`: The database does not answer. Ask again shortly.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "DATABASE_UNAVAILABLE": {
          "$ref": "#/components/examples/DATABASE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/api/reservations/{source}/{id}": {
   "get": {
    "operationId": "getApiReservationsBySourceById",
    "summary": "The current state of a reservation",
    "tags": [
     "API"
    ],
    "parameters": [
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "query",
      "name": "property",
      "required": false,
      "description": "id of the hotel, if several hotels use this id; empty for entities without a hotel"
     },
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "path",
      "name": "source",
      "required": true,
      "description": "source, e.g. \`mews\`"
     },
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "path",
      "name": "id",
      "required": true,
      "description": "id of the entity at the source"
     }
    ],
    "security": [
     {
      "api-token": []
     }
    ],
    "responses": {
     "200": {
      "description": "The state.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "kind",
          "channel",
          "source",
          "id",
          "updatedAt",
          "state",
          "events"
         ],
         "properties": {
          "kind": {
           "type": "string"
          },
          "channel": {
           "type": "string"
          },
          "source": {
           "type": "string"
          },
          "property": {
           "type": "string"
          },
          "id": {
           "type": "string"
          },
          "updatedAt": {
           "description": "arrival of the delivery that changed it last",
           "type": "string"
          },
          "state": {
           "type": "object",
           "additionalProperties": {}
          },
          "events": {
           "description": "ids of its newest events, at most 100, oldest first",
           "type": "array",
           "items": {
            "type": "string"
           }
          }
         }
        },
        "examples": {
         "example": {
          "value": {
           "channel": "pms",
           "source": "mews",
           "updatedAt": "2024-03-15T09:00:00.000Z",
           "events": [
            "018e4150-4a81-7000-8000-000000000001"
           ],
           "kind": "reservation",
           "id": "res-456",
           "state": {
            "externalId": "res-456",
            "source": "mews",
            "confirmationNumber": "CONF123",
            "guest": {
             "externalId": "guest-123",
             "source": "mews",
             "firstName": "John",
             "lastName": "Doe",
             "email": null,
             "emailValid": null,
             "phone": null,
             "phoneE164": null,
             "language": null,
             "nationality": null,
             "loyaltyTier": null,
             "vipStatus": null,
             "preferences": [],
             "notes": null,
             "extra": {}
            },
            "roomNumber": "501",
            "roomType": "deluxe-king",
            "arrivalDate": "2024-03-15",
            "departureDate": "2024-03-18",
            "status": "confirmed",
            "sourceStatus": "confirmed",
            "adults": 2,
            "children": 0,
            "rateCode": "BAR",
            "totalRate": {
             "amount": "599.00",
             "currency": "USD"
            },
            "currency": "USD",
            "specialRequests": [
             "late checkout",
             "extra pillows"
            ],
            "notes": [],
            "updatedAt": null,
            "rooms": [],
            "extra": {}
           }
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "\`UNAUTHORIZED\`: Send the API token: Authorization: Bearer <API_TOKEN>.",
      "headers": {
       "www-authenticate": {
        "schema": {
         "type": "string"
        },
        "description": "\`Bearer\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNAUTHORIZED": {
          "$ref": "#/components/examples/UNAUTHORIZED"
         }
        }
       }
      }
     },
     "404": {
      "description": "\`NOT_FOUND\`: No endpoint has this path. All endpoints are listed at /docs.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "NOT_FOUND": {
          "$ref": "#/components/examples/NOT_FOUND"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "409": {
      "description": "\`AMBIGUOUS_ID\`: Several hotels use this id. Add ?property= with one of: hotel-1, hotel-2.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "AMBIGUOUS_ID": {
          "$ref": "#/components/examples/AMBIGUOUS_ID"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_WRONG_TOKENS\`: Too many wrong API tokens came from this address. Send the right one, or try again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_WRONG_TOKENS": {
          "$ref": "#/components/examples/TOO_MANY_WRONG_TOKENS"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`DATABASE_UNAVAILABLE\`: The database does not answer. Ask again shortly.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "DATABASE_UNAVAILABLE": {
          "$ref": "#/components/examples/DATABASE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/api/guests/{source}/{id}": {
   "get": {
    "operationId": "getApiGuestsBySourceById",
    "summary": "The current state of a guest",
    "tags": [
     "API"
    ],
    "parameters": [
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "query",
      "name": "property",
      "required": false,
      "description": "id of the hotel, if several hotels use this id; empty for entities without a hotel"
     },
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "path",
      "name": "source",
      "required": true,
      "description": "source, e.g. \`mews\`"
     },
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "path",
      "name": "id",
      "required": true,
      "description": "id of the entity at the source"
     }
    ],
    "security": [
     {
      "api-token": []
     }
    ],
    "responses": {
     "200": {
      "description": "The state.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "kind",
          "channel",
          "source",
          "id",
          "updatedAt",
          "state",
          "events"
         ],
         "properties": {
          "kind": {
           "type": "string"
          },
          "channel": {
           "type": "string"
          },
          "source": {
           "type": "string"
          },
          "property": {
           "type": "string"
          },
          "id": {
           "type": "string"
          },
          "updatedAt": {
           "description": "arrival of the delivery that changed it last",
           "type": "string"
          },
          "state": {
           "type": "object",
           "additionalProperties": {}
          },
          "events": {
           "description": "ids of its newest events, at most 100, oldest first",
           "type": "array",
           "items": {
            "type": "string"
           }
          }
         }
        },
        "examples": {
         "example": {
          "value": {
           "channel": "pms",
           "source": "mews",
           "updatedAt": "2024-03-15T09:00:00.000Z",
           "events": [
            "018e4150-4a81-7000-8000-000000000001"
           ],
           "kind": "guest",
           "id": "guest-123",
           "state": {
            "externalId": "guest-123",
            "source": "mews",
            "firstName": "John",
            "lastName": "Doe",
            "email": "john@example.com",
            "emailValid": true,
            "phone": "+1234567890",
            "phoneE164": "+1234567890",
            "language": "en",
            "nationality": null,
            "loyaltyTier": "gold",
            "vipStatus": "VIP",
            "preferences": [
             {
              "category": "room",
              "value": "high-floor"
             },
             {
              "category": "pillow",
              "value": "firm"
             }
            ],
            "notes": null,
            "extra": {}
           }
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "\`UNAUTHORIZED\`: Send the API token: Authorization: Bearer <API_TOKEN>.",
      "headers": {
       "www-authenticate": {
        "schema": {
         "type": "string"
        },
        "description": "\`Bearer\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNAUTHORIZED": {
          "$ref": "#/components/examples/UNAUTHORIZED"
         }
        }
       }
      }
     },
     "404": {
      "description": "\`NOT_FOUND\`: No endpoint has this path. All endpoints are listed at /docs.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "NOT_FOUND": {
          "$ref": "#/components/examples/NOT_FOUND"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "409": {
      "description": "\`AMBIGUOUS_ID\`: Several hotels use this id. Add ?property= with one of: hotel-1, hotel-2.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "AMBIGUOUS_ID": {
          "$ref": "#/components/examples/AMBIGUOUS_ID"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_WRONG_TOKENS\`: Too many wrong API tokens came from this address. Send the right one, or try again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_WRONG_TOKENS": {
          "$ref": "#/components/examples/TOO_MANY_WRONG_TOKENS"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`DATABASE_UNAVAILABLE\`: The database does not answer. Ask again shortly.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "DATABASE_UNAVAILABLE": {
          "$ref": "#/components/examples/DATABASE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/api/rooms/{source}/{id}": {
   "get": {
    "operationId": "getApiRoomsBySourceById",
    "summary": "The current state of a room",
    "tags": [
     "API"
    ],
    "parameters": [
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "query",
      "name": "property",
      "required": false,
      "description": "id of the hotel, if several hotels use this id; empty for entities without a hotel"
     },
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "path",
      "name": "source",
      "required": true,
      "description": "source, e.g. \`mews\`"
     },
     {
      "schema": {
       "pattern": "^[^\\\\u0000]+$",
       "type": "string",
       "description": "must not be empty or contain U+0000"
      },
      "in": "path",
      "name": "id",
      "required": true,
      "description": "id of the entity at the source"
     }
    ],
    "security": [
     {
      "api-token": []
     }
    ],
    "responses": {
     "200": {
      "description": "The state.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "kind",
          "channel",
          "source",
          "id",
          "updatedAt",
          "state",
          "events"
         ],
         "properties": {
          "kind": {
           "type": "string"
          },
          "channel": {
           "type": "string"
          },
          "source": {
           "type": "string"
          },
          "property": {
           "type": "string"
          },
          "id": {
           "type": "string"
          },
          "updatedAt": {
           "description": "arrival of the delivery that changed it last",
           "type": "string"
          },
          "state": {
           "type": "object",
           "additionalProperties": {}
          },
          "events": {
           "description": "ids of its newest events, at most 100, oldest first",
           "type": "array",
           "items": {
            "type": "string"
           }
          }
         }
        },
        "examples": {
         "example": {
          "value": {
           "channel": "pms",
           "source": "mews",
           "updatedAt": "2024-03-15T09:00:00.000Z",
           "events": [
            "018e4150-4a81-7000-8000-000000000001"
           ],
           "kind": "room",
           "id": "501",
           "state": {
            "number": "501",
            "status": "clean",
            "housekeeping": "clean"
           }
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "\`UNAUTHORIZED\`: Send the API token: Authorization: Bearer <API_TOKEN>.",
      "headers": {
       "www-authenticate": {
        "schema": {
         "type": "string"
        },
        "description": "\`Bearer\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNAUTHORIZED": {
          "$ref": "#/components/examples/UNAUTHORIZED"
         }
        }
       }
      }
     },
     "404": {
      "description": "\`NOT_FOUND\`: No endpoint has this path. All endpoints are listed at /docs.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "NOT_FOUND": {
          "$ref": "#/components/examples/NOT_FOUND"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "409": {
      "description": "\`AMBIGUOUS_ID\`: Several hotels use this id. Add ?property= with one of: hotel-1, hotel-2.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "AMBIGUOUS_ID": {
          "$ref": "#/components/examples/AMBIGUOUS_ID"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_WRONG_TOKENS\`: Too many wrong API tokens came from this address. Send the right one, or try again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_WRONG_TOKENS": {
          "$ref": "#/components/examples/TOO_MANY_WRONG_TOKENS"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`DATABASE_UNAVAILABLE\`: The database does not answer. Ask again shortly.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "DATABASE_UNAVAILABLE": {
          "$ref": "#/components/examples/DATABASE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/webhooks/whatsapp": {
   "get": {
    "operationId": "getWebhooksWhatsapp",
    "summary": "Meta asks whether the URL is yours",
    "tags": [
     "WhatsApp (Meta Cloud API)"
    ],
    "description": "Meta calls it once, when the callback URL is saved in its console. The challenge comes back where the verify token is one of \`WHATSAPP_VERIFY_TOKEN\`. While none is set the answer is always 403.",
    "externalDocs": {
     "url": "https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview"
    },
    "parameters": [
     {
      "schema": {
       "type": "string",
       "enum": [
        "subscribe"
       ]
      },
      "in": "query",
      "name": "hub.mode",
      "required": true
     },
     {
      "schema": {
       "minLength": 1,
       "type": "string"
      },
      "in": "query",
      "name": "hub.verify_token",
      "required": true
     },
     {
      "schema": {
       "type": "string"
      },
      "in": "query",
      "name": "hub.challenge",
      "required": true
     }
    ],
    "security": [],
    "responses": {
     "200": {
      "description": "The challenge, as it came.",
      "content": {
       "text/plain": {
        "schema": {
         "type": "string"
        },
        "examples": {
         "text": {
          "value": "1158201444"
         }
        }
       }
      }
     },
     "403": {
      "description": "Another token, another mode, or no token is set.",
      "content": {
       "text/plain": {
        "schema": {
         "type": "string"
        },
        "examples": {
         "text": {
          "value": "Forbidden"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_FAILURES\`: Too many requests from this address failed verification. Send it again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_FAILURES": {
          "$ref": "#/components/examples/TOO_MANY_FAILURES"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   },
   "post": {
    "operationId": "postWebhooksWhatsapp",
    "summary": "Messages, statuses and account news from Meta",
    "tags": [
     "WhatsApp (Meta Cloud API)"
    ],
    "description": "The signature is the HMAC-SHA256 of the exact body with the app secret, in hex behind \`sha256=\`. What is proven and still cannot be read is kept as quarantined and answered with 200, because Meta repeats anything else for a week.",
    "externalDocs": {
     "url": "https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview"
    },
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "type": "object",
        "required": [
         "entry"
        ],
        "properties": {
         "object": {},
         "entry": {
          "anyOf": [
           {
            "type": "array",
            "items": {}
           },
           {
            "type": "object",
            "properties": {}
           }
          ]
         }
        }
       },
       "examples": {
        "message": {
         "value": {
          "object": "whatsapp_business_account",
          "entry": [
           {
            "id": "BUSINESS_ACCOUNT_ID",
            "changes": [
             {
              "field": "messages",
              "value": {
               "messaging_product": "whatsapp",
               "metadata": {
                "display_phone_number": "1555123456",
                "phone_number_id": "PHONE_NUMBER_ID"
               },
               "contacts": [
                {
                 "profile": {
                  "name": "Guest Name"
                 },
                 "wa_id": "1234567890"
                }
               ],
               "messages": [
                {
                 "from": "1234567890",
                 "id": "wamid.xxx",
                 "timestamp": "1699999999",
                 "type": "text",
                 "text": {
                  "body": "Hello"
                 }
                }
               ]
              }
             }
            ]
           }
          ]
         }
        }
       }
      }
     }
    },
    "security": [
     {
      "x-hub-signature-256": []
     }
    ],
    "responses": {
     "200": {
      "description": "It is kept, or was kept before.",
      "headers": {
       "bellhook-delivery": {
        "schema": {
         "type": "string"
        },
        "description": "its id, for \`GET /api/deliveries/:id\`"
       },
       "bellhook-outcome": {
        "schema": {
         "type": "string"
        },
        "description": "\`accepted\`, \`duplicate\`, \`quarantined\` or \`spooled\`"
       }
      },
      "content": {
       "text/plain": {
        "schema": {
         "type": "string"
        },
        "examples": {
         "text": {
          "value": "OK"
         }
        }
       }
      }
     },
     "400": {
      "description": "The body is no JSON. It is kept as quarantined.\\n\\n\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "The signature is missing or wrong. Nothing is kept.",
      "content": {
       "text/plain": {
        "schema": {
         "type": "string"
        },
        "examples": {
         "text": {
          "value": "Invalid signature"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "408": {
      "description": "\`REQUEST_TIMEOUT\`: The request arrived too slowly. Send it again.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "REQUEST_TIMEOUT": {
          "$ref": "#/components/examples/REQUEST_TIMEOUT"
         }
        }
       }
      }
     },
     "413": {
      "description": "\`BODY_TOO_LARGE\`: The body is larger than this endpoint takes.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "BODY_TOO_LARGE": {
          "$ref": "#/components/examples/BODY_TOO_LARGE"
         }
        }
       }
      }
     },
     "415": {
      "description": "\`UNSUPPORTED_BODY\`: This endpoint cannot read the body: its content encoding is not supported: use gzip, deflate, br.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNSUPPORTED_BODY": {
          "$ref": "#/components/examples/UNSUPPORTED_BODY"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_FAILURES\`: Too many requests from this address failed verification. Send it again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_FAILURES": {
          "$ref": "#/components/examples/TOO_MANY_FAILURES"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`STORE_UNAVAILABLE\`: Nothing can be kept right now. Send it again later.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "STORE_UNAVAILABLE": {
          "$ref": "#/components/examples/STORE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/webhooks/sms": {
   "post": {
    "operationId": "postWebhooksSms",
    "summary": "Incoming messages from Twilio",
    "tags": [
     "SMS (Twilio)"
    ],
    "description": "SMS, MMS, RCS, WhatsApp and Messenger. The signature is the HMAC-SHA1 of the URL under \`PUBLIC_URL\` and the sorted parameters with the auth token, in base64.",
    "externalDocs": {
     "url": "https://www.twilio.com/docs/messaging/guides/webhook-request"
    },
    "requestBody": {
     "required": true,
     "content": {
      "application/x-www-form-urlencoded": {
       "schema": {
        "type": "object",
        "properties": {
         "MessageSid": {},
         "SmsMessageSid": {},
         "SmsSid": {},
         "SmsStatus": {},
         "MessageStatus": {},
         "ApiVersion": {},
         "AccountSid": {},
         "MessagingServiceSid": {},
         "From": {},
         "To": {},
         "Body": {},
         "NumMedia": {},
         "NumSegments": {},
         "MessageType": {},
         "ProfileName": {},
         "WaId": {},
         "ExternalUserId": {},
         "OptOutType": {},
         "Latitude": {},
         "Longitude": {},
         "Address": {},
         "Label": {},
         "ButtonText": {},
         "ButtonPayload": {},
         "ListId": {},
         "ListTitle": {},
         "FlowData": {},
         "InteractiveData": {},
         "Forwarded": {},
         "FrequentlyForwarded": {},
         "OriginalRepliedMessageSid": {},
         "OriginalRepliedMessageSender": {},
         "ReferralNumMedia": {},
         "ReferralBody": {},
         "ReferralHeadline": {},
         "ReferralSourceId": {},
         "ReferralSourceType": {},
         "ReferralSourceUrl": {},
         "ReferralMediaContentType": {},
         "ReferralMediaUrl": {},
         "ReferralCtwaClid": {},
         "ErrorCode": {},
         "ErrorUrl": {},
         "EventType": {},
         "Author": {},
         "DateCreated": {}
        }
       },
       "examples": {
        "form": {
         "value": {
          "MessageSid": "SM00000000000000000000000000000001",
          "AccountSid": "AC00000000000000000000000000000001",
          "From": "+15005550006",
          "To": "+15005550001",
          "Body": "Hello",
          "NumMedia": "0"
         }
        }
       }
      }
     }
    },
    "security": [
     {
      "x-twilio-signature": []
     }
    ],
    "responses": {
     "200": {
      "description": "It is kept, or was kept before. The answer says nothing, because anything else would be sent to the guest.",
      "headers": {
       "bellhook-delivery": {
        "schema": {
         "type": "string"
        },
        "description": "its id, for \`GET /api/deliveries/:id\`"
       },
       "bellhook-outcome": {
        "schema": {
         "type": "string"
        },
        "description": "\`accepted\`, \`duplicate\`, \`quarantined\` or \`spooled\`"
       }
      },
      "content": {
       "text/xml": {
        "schema": {
         "type": "string"
        },
        "examples": {
         "text": {
          "value": "<?xml version=\\"1.0\\" encoding=\\"UTF-8\\"?><Response></Response>"
         }
        }
       }
      }
     },
     "400": {
      "description": "\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "The signature is missing or wrong. Nothing is kept.",
      "content": {
       "text/plain": {
        "schema": {
         "type": "string"
        },
        "examples": {
         "text": {
          "value": "Invalid signature"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "408": {
      "description": "\`REQUEST_TIMEOUT\`: The request arrived too slowly. Send it again.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "REQUEST_TIMEOUT": {
          "$ref": "#/components/examples/REQUEST_TIMEOUT"
         }
        }
       }
      }
     },
     "413": {
      "description": "\`BODY_TOO_LARGE\`: The body is larger than this endpoint takes.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "BODY_TOO_LARGE": {
          "$ref": "#/components/examples/BODY_TOO_LARGE"
         }
        }
       }
      }
     },
     "415": {
      "description": "\`UNSUPPORTED_BODY\`: This endpoint cannot read the body: its content encoding is not supported: use gzip, deflate, br.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNSUPPORTED_BODY": {
          "$ref": "#/components/examples/UNSUPPORTED_BODY"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_FAILURES\`: Too many requests from this address failed verification. Send it again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_FAILURES": {
          "$ref": "#/components/examples/TOO_MANY_FAILURES"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`STORE_UNAVAILABLE\`: Nothing can be kept right now. Send it again later.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "STORE_UNAVAILABLE": {
          "$ref": "#/components/examples/STORE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   },
   "get": {
    "operationId": "getWebhooksSms",
    "summary": "Incoming messages from Twilio, where the console says GET",
    "tags": [
     "SMS (Twilio)"
    ],
    "description": "SMS, MMS, RCS, WhatsApp and Messenger. The parameters are those of the form, in the query; the signature covers the URL alone. Without a query it is 405.",
    "externalDocs": {
     "url": "https://www.twilio.com/docs/messaging/guides/webhook-request"
    },
    "parameters": [
     {
      "schema": {},
      "in": "query",
      "name": "MessageSid",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "SmsMessageSid",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "SmsSid",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "SmsStatus",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "MessageStatus",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ApiVersion",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "AccountSid",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "MessagingServiceSid",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "From",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "To",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "Body",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "NumMedia",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "NumSegments",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "MessageType",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ProfileName",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "WaId",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ExternalUserId",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "OptOutType",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "Latitude",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "Longitude",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "Address",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "Label",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ButtonText",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ButtonPayload",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ListId",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ListTitle",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "FlowData",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "InteractiveData",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "Forwarded",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "FrequentlyForwarded",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "OriginalRepliedMessageSid",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "OriginalRepliedMessageSender",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ReferralNumMedia",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ReferralBody",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ReferralHeadline",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ReferralSourceId",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ReferralSourceType",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ReferralSourceUrl",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ReferralMediaContentType",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ReferralMediaUrl",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ReferralCtwaClid",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ErrorCode",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ErrorUrl",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "EventType",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "Author",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "DateCreated",
      "required": false
     }
    ],
    "security": [
     {
      "x-twilio-signature": []
     }
    ],
    "responses": {
     "200": {
      "description": "It is kept, or was kept before. The answer says nothing, because anything else would be sent to the guest.",
      "headers": {
       "bellhook-delivery": {
        "schema": {
         "type": "string"
        },
        "description": "its id, for \`GET /api/deliveries/:id\`"
       },
       "bellhook-outcome": {
        "schema": {
         "type": "string"
        },
        "description": "\`accepted\`, \`duplicate\`, \`quarantined\` or \`spooled\`"
       }
      },
      "content": {
       "text/xml": {
        "schema": {
         "type": "string"
        },
        "examples": {
         "text": {
          "value": "<?xml version=\\"1.0\\" encoding=\\"UTF-8\\"?><Response></Response>"
         }
        }
       }
      }
     },
     "400": {
      "description": "\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         }
        }
       }
      }
     },
     "401": {
      "description": "The signature is missing or wrong. Nothing is kept.",
      "content": {
       "text/plain": {
        "schema": {
         "type": "string"
        },
        "examples": {
         "text": {
          "value": "Invalid signature"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "415": {
      "description": "\`UNSUPPORTED_BODY\`: This endpoint cannot read the body: its content encoding is not supported: use gzip, deflate, br.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNSUPPORTED_BODY": {
          "$ref": "#/components/examples/UNSUPPORTED_BODY"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_FAILURES\`: Too many requests from this address failed verification. Send it again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_FAILURES": {
          "$ref": "#/components/examples/TOO_MANY_FAILURES"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`STORE_UNAVAILABLE\`: Nothing can be kept right now. Send it again later.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "STORE_UNAVAILABLE": {
          "$ref": "#/components/examples/STORE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/webhooks/sms/status": {
   "post": {
    "operationId": "postWebhooksSmsStatus",
    "summary": "Status callbacks from Twilio",
    "tags": [
     "SMS (Twilio)"
    ],
    "description": "What became of a message that the hotel sent. The signature is the HMAC-SHA1 of the URL under \`PUBLIC_URL\` and the sorted parameters with the auth token, in base64.",
    "externalDocs": {
     "url": "https://www.twilio.com/docs/messaging/guides/track-outbound-message-status"
    },
    "requestBody": {
     "required": true,
     "content": {
      "application/x-www-form-urlencoded": {
       "schema": {
        "type": "object",
        "properties": {
         "MessageSid": {},
         "SmsSid": {},
         "MessageStatus": {},
         "SmsStatus": {},
         "ApiVersion": {},
         "AccountSid": {},
         "MessagingServiceSid": {},
         "From": {},
         "To": {},
         "WaId": {},
         "ExternalUserId": {},
         "ErrorCode": {},
         "ErrorMessage": {},
         "ChannelStatusMessage": {},
         "RawDlrDoneDate": {}
        }
       },
       "examples": {
        "form": {
         "value": {
          "MessageSid": "SM00000000000000000000000000000002",
          "MessageStatus": "undelivered",
          "ErrorCode": "30003",
          "ErrorMessage": "Unreachable destination handset"
         }
        }
       }
      }
     }
    },
    "security": [
     {
      "x-twilio-signature": []
     }
    ],
    "responses": {
     "200": {
      "description": "It is kept, or was kept before.",
      "headers": {
       "bellhook-delivery": {
        "schema": {
         "type": "string"
        },
        "description": "its id, for \`GET /api/deliveries/:id\`"
       },
       "bellhook-outcome": {
        "schema": {
         "type": "string"
        },
        "description": "\`accepted\`, \`duplicate\`, \`quarantined\` or \`spooled\`"
       }
      },
      "content": {
       "text/plain": {
        "schema": {
         "type": "string"
        },
        "examples": {
         "text": {
          "value": "OK"
         }
        }
       }
      }
     },
     "400": {
      "description": "\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "The signature is missing or wrong. Nothing is kept.",
      "content": {
       "text/plain": {
        "schema": {
         "type": "string"
        },
        "examples": {
         "text": {
          "value": "Invalid signature"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "408": {
      "description": "\`REQUEST_TIMEOUT\`: The request arrived too slowly. Send it again.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "REQUEST_TIMEOUT": {
          "$ref": "#/components/examples/REQUEST_TIMEOUT"
         }
        }
       }
      }
     },
     "413": {
      "description": "\`BODY_TOO_LARGE\`: The body is larger than this endpoint takes.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "BODY_TOO_LARGE": {
          "$ref": "#/components/examples/BODY_TOO_LARGE"
         }
        }
       }
      }
     },
     "415": {
      "description": "\`UNSUPPORTED_BODY\`: This endpoint cannot read the body: its content encoding is not supported: use gzip, deflate, br.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNSUPPORTED_BODY": {
          "$ref": "#/components/examples/UNSUPPORTED_BODY"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_FAILURES\`: Too many requests from this address failed verification. Send it again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_FAILURES": {
          "$ref": "#/components/examples/TOO_MANY_FAILURES"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`STORE_UNAVAILABLE\`: Nothing can be kept right now. Send it again later.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "STORE_UNAVAILABLE": {
          "$ref": "#/components/examples/STORE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   },
   "get": {
    "operationId": "getWebhooksSmsStatus",
    "summary": "Status callbacks from Twilio, where the console says GET",
    "tags": [
     "SMS (Twilio)"
    ],
    "description": "What became of a message that the hotel sent. The parameters are those of the form, in the query; the signature covers the URL alone. Without a query it is 405.",
    "externalDocs": {
     "url": "https://www.twilio.com/docs/messaging/guides/track-outbound-message-status"
    },
    "parameters": [
     {
      "schema": {},
      "in": "query",
      "name": "MessageSid",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "SmsSid",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "MessageStatus",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "SmsStatus",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ApiVersion",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "AccountSid",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "MessagingServiceSid",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "From",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "To",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "WaId",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ExternalUserId",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ErrorCode",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ErrorMessage",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "ChannelStatusMessage",
      "required": false
     },
     {
      "schema": {},
      "in": "query",
      "name": "RawDlrDoneDate",
      "required": false
     }
    ],
    "security": [
     {
      "x-twilio-signature": []
     }
    ],
    "responses": {
     "200": {
      "description": "It is kept, or was kept before.",
      "headers": {
       "bellhook-delivery": {
        "schema": {
         "type": "string"
        },
        "description": "its id, for \`GET /api/deliveries/:id\`"
       },
       "bellhook-outcome": {
        "schema": {
         "type": "string"
        },
        "description": "\`accepted\`, \`duplicate\`, \`quarantined\` or \`spooled\`"
       }
      },
      "content": {
       "text/plain": {
        "schema": {
         "type": "string"
        },
        "examples": {
         "text": {
          "value": "OK"
         }
        }
       }
      }
     },
     "400": {
      "description": "\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         }
        }
       }
      }
     },
     "401": {
      "description": "The signature is missing or wrong. Nothing is kept.",
      "content": {
       "text/plain": {
        "schema": {
         "type": "string"
        },
        "examples": {
         "text": {
          "value": "Invalid signature"
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "415": {
      "description": "\`UNSUPPORTED_BODY\`: This endpoint cannot read the body: its content encoding is not supported: use gzip, deflate, br.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNSUPPORTED_BODY": {
          "$ref": "#/components/examples/UNSUPPORTED_BODY"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_FAILURES\`: Too many requests from this address failed verification. Send it again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_FAILURES": {
          "$ref": "#/components/examples/TOO_MANY_FAILURES"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`STORE_UNAVAILABLE\`: Nothing can be kept right now. Send it again later.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "STORE_UNAVAILABLE": {
          "$ref": "#/components/examples/STORE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/webhooks/pms/guests": {
   "post": {
    "operationId": "postWebhooksPmsGuests",
    "summary": "How a guest is now",
    "tags": [
     "Property management systems"
    ],
    "description": "Becomes \`guest.updated\` when that is news. With \`updatedAt\` an older state never overwrites a newer one. A wrong body gets a 400 that names every field at once, and is kept as a \`rejected\` delivery.",
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "type": "object",
        "required": [
         "externalId",
         "source"
        ],
        "properties": {
         "externalId": {
          "anyOf": [
           {
            "minLength": 1,
            "maxLength": 255,
            "type": "string"
           },
           {
            "minimum": 0,
            "exclusiveMaximum": 1e+21,
            "type": "integer"
           }
          ]
         },
         "source": {
          "minLength": 1,
          "maxLength": 64,
          "type": "string"
         },
         "firstName": {
          "maxLength": 255,
          "type": [
           "string",
           "null"
          ]
         },
         "lastName": {
          "maxLength": 255,
          "type": [
           "string",
           "null"
          ]
         },
         "email": {
          "maxLength": 1024,
          "type": [
           "string",
           "null"
          ]
         },
         "phone": {
          "maxLength": 255,
          "type": [
           "string",
           "null"
          ]
         },
         "language": {
          "maxLength": 255,
          "type": [
           "string",
           "null"
          ]
         },
         "nationality": {
          "pattern": "^[A-Za-z]{2}$",
          "type": [
           "string",
           "null"
          ],
          "description": "two letters (ISO 3166-1 alpha-2)"
         },
         "loyaltyTier": {
          "maxLength": 255,
          "type": [
           "string",
           "null"
          ]
         },
         "vipStatus": {
          "maxLength": 255,
          "type": [
           "string",
           "null"
          ]
         },
         "preferences": {
          "maxItems": 1000,
          "type": [
           "array",
           "null"
          ],
          "items": {
           "type": "object",
           "required": [
            "category",
            "value"
           ],
           "properties": {
            "category": {
             "maxLength": 255,
             "type": "string"
            },
            "value": {
             "maxLength": 4194304,
             "type": "string"
            }
           }
          }
         },
         "notes": {
          "maxLength": 4194304,
          "type": [
           "string",
           "null"
          ]
         },
         "propertyId": {
          "anyOf": [
           {
            "anyOf": [
             {
              "minLength": 1,
              "maxLength": 255,
              "type": "string"
             },
             {
              "minimum": 0,
              "exclusiveMaximum": 1e+21,
              "type": "integer"
             }
            ]
           },
           {
            "type": "null"
           }
          ]
         },
         "updatedAt": {
          "format": "date-time",
          "type": [
           "string",
           "null"
          ],
          "description": "an instant with an offset, like 2024-03-15T14:00:00Z"
         }
        }
       },
       "examples": {
        "guest": {
         "value": {
          "externalId": "guest-123",
          "source": "mews",
          "firstName": "John",
          "lastName": "Doe",
          "email": "john@example.com",
          "phone": "+1234567890",
          "language": "en",
          "loyaltyTier": "gold",
          "vipStatus": "VIP",
          "preferences": [
           {
            "category": "room",
            "value": "high-floor"
           },
           {
            "category": "pillow",
            "value": "firm"
           }
          ]
         }
        }
       }
      }
     }
    },
    "security": [
     {
      "x-webhook-secret": []
     },
     {
      "bearer": []
     }
    ],
    "responses": {
     "200": {
      "description": "It is kept, or was kept before.",
      "headers": {
       "bellhook-delivery": {
        "schema": {
         "type": "string"
        },
        "description": "its id, for \`GET /api/deliveries/:id\`"
       },
       "bellhook-outcome": {
        "schema": {
         "type": "string"
        },
        "description": "\`accepted\`, \`duplicate\`, \`quarantined\` or \`spooled\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "received",
          "deliveryId",
          "outcome",
          "reason",
          "problems",
          "events"
         ],
         "properties": {
          "received": {
           "type": "boolean",
           "enum": [
            true
           ]
          },
          "deliveryId": {
           "description": "for \`GET /api/deliveries/:id\`",
           "type": "string"
          },
          "outcome": {
           "type": "string",
           "enum": [
            "accepted",
            "duplicate",
            "quarantined",
            "rejected",
            "spooled"
           ]
          },
          "reason": {
           "type": [
            "string",
            "null"
           ]
          },
          "problems": {
           "description": "items that could not be read, at most 25",
           "type": "array",
           "items": {
            "type": "object",
            "required": [
             "path",
             "problem"
            ],
            "properties": {
             "path": {
              "type": "string"
             },
             "problem": {
              "type": "string"
             }
            }
           }
          },
          "omittedProblems": {
           "description": "number of further problems that are not listed; absent: all are",
           "type": "integer"
          },
          "events": {
           "description": "ids of the new events",
           "type": "array",
           "items": {
            "type": "string"
           }
          }
         }
        },
        "examples": {
         "kept": {
          "value": {
           "received": true,
           "deliveryId": "0190a6f2-7b1c-7000-8000-000000000001",
           "outcome": "accepted",
           "reason": null,
           "problems": [],
           "events": [
            "0190a6f2-7b1d-7000-8000-000000000001"
           ]
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "The secret is missing or wrong. Nothing is kept.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "error"
         ],
         "properties": {
          "error": {
           "type": "string"
          }
         }
        },
        "examples": {
         "refused": {
          "value": {
           "error": "Unauthorized"
          }
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "408": {
      "description": "\`REQUEST_TIMEOUT\`: The request arrived too slowly. Send it again.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "REQUEST_TIMEOUT": {
          "$ref": "#/components/examples/REQUEST_TIMEOUT"
         }
        }
       }
      }
     },
     "413": {
      "description": "\`BODY_TOO_LARGE\`: The body is larger than this endpoint takes.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "BODY_TOO_LARGE": {
          "$ref": "#/components/examples/BODY_TOO_LARGE"
         }
        }
       }
      }
     },
     "415": {
      "description": "\`UNSUPPORTED_BODY\`: This endpoint cannot read the body: its content encoding is not supported: use gzip, deflate, br.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNSUPPORTED_BODY": {
          "$ref": "#/components/examples/UNSUPPORTED_BODY"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_FAILURES\`: Too many requests from this address failed verification. Send it again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_FAILURES": {
          "$ref": "#/components/examples/TOO_MANY_FAILURES"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`STORE_UNAVAILABLE\`: Nothing can be kept right now. Send it again later.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "STORE_UNAVAILABLE": {
          "$ref": "#/components/examples/STORE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/webhooks/pms/reservations": {
   "post": {
    "operationId": "postWebhooksPmsReservations",
    "summary": "How a reservation is now",
    "tags": [
     "Property management systems"
    ],
    "description": "Becomes one of the core events when that is news. With \`updatedAt\` an older state never overwrites a newer one. A wrong body gets a 400 that names every field at once, and is kept as a \`rejected\` delivery.",
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "type": "object",
        "required": [
         "externalId",
         "source",
         "arrivalDate",
         "departureDate",
         "status"
        ],
        "properties": {
         "externalId": {
          "anyOf": [
           {
            "minLength": 1,
            "maxLength": 255,
            "type": "string"
           },
           {
            "minimum": 0,
            "exclusiveMaximum": 1e+21,
            "type": "integer"
           }
          ]
         },
         "source": {
          "minLength": 1,
          "maxLength": 64,
          "type": "string"
         },
         "confirmationNumber": {
          "anyOf": [
           {
            "anyOf": [
             {
              "minLength": 1,
              "maxLength": 255,
              "type": "string"
             },
             {
              "minimum": 0,
              "exclusiveMaximum": 1e+21,
              "type": "integer"
             }
            ]
           },
           {
            "type": "null"
           }
          ]
         },
         "guest": {
          "type": [
           "object",
           "null"
          ],
          "properties": {
           "externalId": {
            "anyOf": [
             {
              "anyOf": [
               {
                "minLength": 1,
                "maxLength": 255,
                "type": "string"
               },
               {
                "minimum": 0,
                "exclusiveMaximum": 1e+21,
                "type": "integer"
               }
              ]
             },
             {
              "type": "null"
             }
            ]
           },
           "source": {
            "minLength": 1,
            "maxLength": 64,
            "type": [
             "string",
             "null"
            ]
           },
           "firstName": {
            "maxLength": 255,
            "type": [
             "string",
             "null"
            ]
           },
           "lastName": {
            "maxLength": 255,
            "type": [
             "string",
             "null"
            ]
           },
           "email": {
            "maxLength": 1024,
            "type": [
             "string",
             "null"
            ]
           },
           "phone": {
            "maxLength": 255,
            "type": [
             "string",
             "null"
            ]
           },
           "language": {
            "maxLength": 255,
            "type": [
             "string",
             "null"
            ]
           },
           "nationality": {
            "pattern": "^[A-Za-z]{2}$",
            "type": [
             "string",
             "null"
            ],
            "description": "two letters (ISO 3166-1 alpha-2)"
           },
           "loyaltyTier": {
            "maxLength": 255,
            "type": [
             "string",
             "null"
            ]
           },
           "vipStatus": {
            "maxLength": 255,
            "type": [
             "string",
             "null"
            ]
           },
           "preferences": {
            "maxItems": 1000,
            "type": [
             "array",
             "null"
            ],
            "items": {
             "type": "object",
             "required": [
              "category",
              "value"
             ],
             "properties": {
              "category": {
               "maxLength": 255,
               "type": "string"
              },
              "value": {
               "maxLength": 4194304,
               "type": "string"
              }
             }
            }
           },
           "notes": {
            "maxLength": 4194304,
            "type": [
             "string",
             "null"
            ]
           }
          }
         },
         "roomNumber": {
          "maxLength": 255,
          "type": [
           "string",
           "null"
          ]
         },
         "roomType": {
          "maxLength": 255,
          "type": [
           "string",
           "null"
          ]
         },
         "arrivalDate": {
          "format": "date",
          "type": "string",
          "description": "a real calendar date, YYYY-MM-DD"
         },
         "departureDate": {
          "format": "date",
          "type": "string",
          "description": "a real calendar date, YYYY-MM-DD"
         },
         "status": {
          "type": "string",
          "enum": [
           "confirmed",
           "checked_in",
           "checked_out",
           "cancelled",
           "no_show"
          ]
         },
         "adults": {
          "minimum": 0,
          "maximum": 10000,
          "type": [
           "integer",
           "null"
          ]
         },
         "children": {
          "minimum": 0,
          "maximum": 10000,
          "type": [
           "integer",
           "null"
          ]
         },
         "rateCode": {
          "maxLength": 255,
          "type": [
           "string",
           "null"
          ]
         },
         "totalRate": {
          "anyOf": [
           {
            "anyOf": [
             {
              "minimum": -1000000000000000,
              "maximum": 1000000000000000,
              "type": "number"
             },
             {
              "pattern": "^-?[0-9]{1,20}(\\\\.[0-9]{1,20})?$",
              "maxLength": 42,
              "type": "string"
             }
            ]
           },
           {
            "type": "null"
           }
          ]
         },
         "currency": {
          "pattern": "^[A-Za-z]{3}$",
          "type": [
           "string",
           "null"
          ],
          "description": "three letters (ISO 4217)"
         },
         "specialRequests": {
          "maxItems": 1000,
          "type": [
           "array",
           "null"
          ],
          "items": {
           "maxLength": 4194304,
           "type": "string"
          }
         },
         "notes": {
          "maxItems": 1000,
          "type": [
           "array",
           "null"
          ],
          "items": {
           "maxLength": 4194304,
           "type": "string"
          }
         },
         "sourceStatus": {
          "maxLength": 255,
          "type": [
           "string",
           "null"
          ]
         },
         "updatedAt": {
          "format": "date-time",
          "type": [
           "string",
           "null"
          ],
          "description": "an instant with an offset, like 2024-03-15T14:00:00Z"
         },
         "rooms": {
          "maxItems": 1000,
          "type": [
           "array",
           "null"
          ],
          "items": {
           "type": "object",
           "properties": {
            "externalId": {
             "anyOf": [
              {
               "anyOf": [
                {
                 "minLength": 1,
                 "maxLength": 255,
                 "type": "string"
                },
                {
                 "minimum": 0,
                 "exclusiveMaximum": 1e+21,
                 "type": "integer"
                }
               ]
              },
              {
               "type": "null"
              }
             ]
            },
            "roomNumber": {
             "maxLength": 255,
             "type": [
              "string",
              "null"
             ]
            },
            "roomType": {
             "maxLength": 255,
             "type": [
              "string",
              "null"
             ]
            },
            "arrivalDate": {
             "format": "date",
             "type": [
              "string",
              "null"
             ],
             "description": "a real calendar date, YYYY-MM-DD"
            },
            "departureDate": {
             "format": "date",
             "type": [
              "string",
              "null"
             ],
             "description": "a real calendar date, YYYY-MM-DD"
            },
            "adults": {
             "minimum": 0,
             "maximum": 10000,
             "type": [
              "integer",
              "null"
             ]
            },
            "children": {
             "minimum": 0,
             "maximum": 10000,
             "type": [
              "integer",
              "null"
             ]
            },
            "status": {
             "maxLength": 255,
             "type": [
              "string",
              "null"
             ]
            }
           }
          }
         },
         "propertyId": {
          "anyOf": [
           {
            "anyOf": [
             {
              "minLength": 1,
              "maxLength": 255,
              "type": "string"
             },
             {
              "minimum": 0,
              "exclusiveMaximum": 1e+21,
              "type": "integer"
             }
            ]
           },
           {
            "type": "null"
           }
          ]
         }
        }
       },
       "examples": {
        "reservation": {
         "value": {
          "externalId": "res-456",
          "source": "mews",
          "confirmationNumber": "CONF123",
          "guest": {
           "externalId": "guest-123",
           "source": "mews",
           "firstName": "John",
           "lastName": "Doe"
          },
          "roomNumber": "501",
          "roomType": "deluxe-king",
          "arrivalDate": "2024-03-15",
          "departureDate": "2024-03-18",
          "status": "confirmed",
          "adults": 2,
          "children": 0,
          "rateCode": "BAR",
          "totalRate": 599,
          "currency": "USD",
          "specialRequests": [
           "late checkout",
           "extra pillows"
          ]
         }
        }
       }
      }
     }
    },
    "security": [
     {
      "x-webhook-secret": []
     },
     {
      "bearer": []
     }
    ],
    "responses": {
     "200": {
      "description": "It is kept, or was kept before.",
      "headers": {
       "bellhook-delivery": {
        "schema": {
         "type": "string"
        },
        "description": "its id, for \`GET /api/deliveries/:id\`"
       },
       "bellhook-outcome": {
        "schema": {
         "type": "string"
        },
        "description": "\`accepted\`, \`duplicate\`, \`quarantined\` or \`spooled\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "received",
          "deliveryId",
          "outcome",
          "reason",
          "problems",
          "events"
         ],
         "properties": {
          "received": {
           "type": "boolean",
           "enum": [
            true
           ]
          },
          "deliveryId": {
           "description": "for \`GET /api/deliveries/:id\`",
           "type": "string"
          },
          "outcome": {
           "type": "string",
           "enum": [
            "accepted",
            "duplicate",
            "quarantined",
            "rejected",
            "spooled"
           ]
          },
          "reason": {
           "type": [
            "string",
            "null"
           ]
          },
          "problems": {
           "description": "items that could not be read, at most 25",
           "type": "array",
           "items": {
            "type": "object",
            "required": [
             "path",
             "problem"
            ],
            "properties": {
             "path": {
              "type": "string"
             },
             "problem": {
              "type": "string"
             }
            }
           }
          },
          "omittedProblems": {
           "description": "number of further problems that are not listed; absent: all are",
           "type": "integer"
          },
          "events": {
           "description": "ids of the new events",
           "type": "array",
           "items": {
            "type": "string"
           }
          }
         }
        },
        "examples": {
         "kept": {
          "value": {
           "received": true,
           "deliveryId": "0190a6f2-7b1c-7000-8000-000000000001",
           "outcome": "accepted",
           "reason": null,
           "problems": [],
           "events": [
            "0190a6f2-7b1d-7000-8000-000000000001"
           ]
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "The secret is missing or wrong. Nothing is kept.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "error"
         ],
         "properties": {
          "error": {
           "type": "string"
          }
         }
        },
        "examples": {
         "refused": {
          "value": {
           "error": "Unauthorized"
          }
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "408": {
      "description": "\`REQUEST_TIMEOUT\`: The request arrived too slowly. Send it again.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "REQUEST_TIMEOUT": {
          "$ref": "#/components/examples/REQUEST_TIMEOUT"
         }
        }
       }
      }
     },
     "413": {
      "description": "\`BODY_TOO_LARGE\`: The body is larger than this endpoint takes.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "BODY_TOO_LARGE": {
          "$ref": "#/components/examples/BODY_TOO_LARGE"
         }
        }
       }
      }
     },
     "415": {
      "description": "\`UNSUPPORTED_BODY\`: This endpoint cannot read the body: its content encoding is not supported: use gzip, deflate, br.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNSUPPORTED_BODY": {
          "$ref": "#/components/examples/UNSUPPORTED_BODY"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_FAILURES\`: Too many requests from this address failed verification. Send it again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_FAILURES": {
          "$ref": "#/components/examples/TOO_MANY_FAILURES"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`STORE_UNAVAILABLE\`: Nothing can be kept right now. Send it again later.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "STORE_UNAVAILABLE": {
          "$ref": "#/components/examples/STORE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/webhooks/pms/events": {
   "post": {
    "operationId": "postWebhooksPmsEvents",
    "summary": "What happened",
    "tags": [
     "Property management systems"
    ],
    "description": "Becomes an event of this type. With a \`timestamp\` it counts once; without one every request is a fact. A wrong body gets a 400 that names every field at once, and is kept as a \`rejected\` delivery.",
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "type": "object",
        "required": [
         "type",
         "source",
         "data"
        ],
        "properties": {
         "type": {
          "type": "string",
          "enum": [
           "reservation.created",
           "reservation.updated",
           "reservation.cancelled",
           "guest.checked_in",
           "guest.checked_out",
           "guest.updated",
           "room.status_changed"
          ]
         },
         "source": {
          "minLength": 1,
          "maxLength": 64,
          "type": "string"
         },
         "timestamp": {
          "format": "date-time",
          "type": [
           "string",
           "null"
          ],
          "description": "an instant with an offset, like 2024-03-15T14:00:00Z"
         },
         "propertyId": {
          "anyOf": [
           {
            "anyOf": [
             {
              "minLength": 1,
              "maxLength": 255,
              "type": "string"
             },
             {
              "minimum": 0,
              "exclusiveMaximum": 1e+21,
              "type": "integer"
             }
            ]
           },
           {
            "type": "null"
           }
          ]
         },
         "data": {
          "type": "object",
          "properties": {
           "reservation": {
            "type": [
             "object",
             "null"
            ],
            "required": [
             "externalId"
            ],
            "properties": {
             "externalId": {
              "anyOf": [
               {
                "minLength": 1,
                "maxLength": 255,
                "type": "string"
               },
               {
                "minimum": 0,
                "exclusiveMaximum": 1e+21,
                "type": "integer"
               }
              ]
             },
             "source": {
              "minLength": 1,
              "maxLength": 64,
              "type": [
               "string",
               "null"
              ]
             },
             "confirmationNumber": {
              "anyOf": [
               {
                "anyOf": [
                 {
                  "minLength": 1,
                  "maxLength": 255,
                  "type": "string"
                 },
                 {
                  "minimum": 0,
                  "exclusiveMaximum": 1e+21,
                  "type": "integer"
                 }
                ]
               },
               {
                "type": "null"
               }
              ]
             },
             "guest": {
              "type": [
               "object",
               "null"
              ],
              "properties": {
               "externalId": {
                "anyOf": [
                 {
                  "anyOf": [
                   {
                    "minLength": 1,
                    "maxLength": 255,
                    "type": "string"
                   },
                   {
                    "minimum": 0,
                    "exclusiveMaximum": 1e+21,
                    "type": "integer"
                   }
                  ]
                 },
                 {
                  "type": "null"
                 }
                ]
               },
               "source": {
                "minLength": 1,
                "maxLength": 64,
                "type": [
                 "string",
                 "null"
                ]
               },
               "firstName": {
                "maxLength": 255,
                "type": [
                 "string",
                 "null"
                ]
               },
               "lastName": {
                "maxLength": 255,
                "type": [
                 "string",
                 "null"
                ]
               },
               "email": {
                "maxLength": 1024,
                "type": [
                 "string",
                 "null"
                ]
               },
               "phone": {
                "maxLength": 255,
                "type": [
                 "string",
                 "null"
                ]
               },
               "language": {
                "maxLength": 255,
                "type": [
                 "string",
                 "null"
                ]
               },
               "nationality": {
                "pattern": "^[A-Za-z]{2}$",
                "type": [
                 "string",
                 "null"
                ],
                "description": "two letters (ISO 3166-1 alpha-2)"
               },
               "loyaltyTier": {
                "maxLength": 255,
                "type": [
                 "string",
                 "null"
                ]
               },
               "vipStatus": {
                "maxLength": 255,
                "type": [
                 "string",
                 "null"
                ]
               },
               "preferences": {
                "maxItems": 1000,
                "type": [
                 "array",
                 "null"
                ],
                "items": {
                 "type": "object",
                 "required": [
                  "category",
                  "value"
                 ],
                 "properties": {
                  "category": {
                   "maxLength": 255,
                   "type": "string"
                  },
                  "value": {
                   "maxLength": 4194304,
                   "type": "string"
                  }
                 }
                }
               },
               "notes": {
                "maxLength": 4194304,
                "type": [
                 "string",
                 "null"
                ]
               }
              }
             },
             "roomNumber": {
              "maxLength": 255,
              "type": [
               "string",
               "null"
              ]
             },
             "roomType": {
              "maxLength": 255,
              "type": [
               "string",
               "null"
              ]
             },
             "arrivalDate": {
              "format": "date",
              "type": "string",
              "description": "a real calendar date, YYYY-MM-DD"
             },
             "departureDate": {
              "format": "date",
              "type": "string",
              "description": "a real calendar date, YYYY-MM-DD"
             },
             "status": {
              "type": "string",
              "enum": [
               "confirmed",
               "checked_in",
               "checked_out",
               "cancelled",
               "no_show"
              ]
             },
             "adults": {
              "minimum": 0,
              "maximum": 10000,
              "type": [
               "integer",
               "null"
              ]
             },
             "children": {
              "minimum": 0,
              "maximum": 10000,
              "type": [
               "integer",
               "null"
              ]
             },
             "rateCode": {
              "maxLength": 255,
              "type": [
               "string",
               "null"
              ]
             },
             "totalRate": {
              "anyOf": [
               {
                "anyOf": [
                 {
                  "minimum": -1000000000000000,
                  "maximum": 1000000000000000,
                  "type": "number"
                 },
                 {
                  "pattern": "^-?[0-9]{1,20}(\\\\.[0-9]{1,20})?$",
                  "maxLength": 42,
                  "type": "string"
                 }
                ]
               },
               {
                "type": "null"
               }
              ]
             },
             "currency": {
              "pattern": "^[A-Za-z]{3}$",
              "type": [
               "string",
               "null"
              ],
              "description": "three letters (ISO 4217)"
             },
             "specialRequests": {
              "maxItems": 1000,
              "type": [
               "array",
               "null"
              ],
              "items": {
               "maxLength": 4194304,
               "type": "string"
              }
             },
             "notes": {
              "maxItems": 1000,
              "type": [
               "array",
               "null"
              ],
              "items": {
               "maxLength": 4194304,
               "type": "string"
              }
             },
             "sourceStatus": {
              "maxLength": 255,
              "type": [
               "string",
               "null"
              ]
             },
             "updatedAt": {
              "format": "date-time",
              "type": [
               "string",
               "null"
              ],
              "description": "an instant with an offset, like 2024-03-15T14:00:00Z"
             },
             "rooms": {
              "maxItems": 1000,
              "type": [
               "array",
               "null"
              ],
              "items": {
               "type": "object",
               "properties": {
                "externalId": {
                 "anyOf": [
                  {
                   "anyOf": [
                    {
                     "minLength": 1,
                     "maxLength": 255,
                     "type": "string"
                    },
                    {
                     "minimum": 0,
                     "exclusiveMaximum": 1e+21,
                     "type": "integer"
                    }
                   ]
                  },
                  {
                   "type": "null"
                  }
                 ]
                },
                "roomNumber": {
                 "maxLength": 255,
                 "type": [
                  "string",
                  "null"
                 ]
                },
                "roomType": {
                 "maxLength": 255,
                 "type": [
                  "string",
                  "null"
                 ]
                },
                "arrivalDate": {
                 "format": "date",
                 "type": [
                  "string",
                  "null"
                 ],
                 "description": "a real calendar date, YYYY-MM-DD"
                },
                "departureDate": {
                 "format": "date",
                 "type": [
                  "string",
                  "null"
                 ],
                 "description": "a real calendar date, YYYY-MM-DD"
                },
                "adults": {
                 "minimum": 0,
                 "maximum": 10000,
                 "type": [
                  "integer",
                  "null"
                 ]
                },
                "children": {
                 "minimum": 0,
                 "maximum": 10000,
                 "type": [
                  "integer",
                  "null"
                 ]
                },
                "status": {
                 "maxLength": 255,
                 "type": [
                  "string",
                  "null"
                 ]
                }
               }
              }
             }
            }
           },
           "guest": {
            "type": [
             "object",
             "null"
            ],
            "properties": {
             "externalId": {
              "anyOf": [
               {
                "anyOf": [
                 {
                  "minLength": 1,
                  "maxLength": 255,
                  "type": "string"
                 },
                 {
                  "minimum": 0,
                  "exclusiveMaximum": 1e+21,
                  "type": "integer"
                 }
                ]
               },
               {
                "type": "null"
               }
              ]
             },
             "source": {
              "minLength": 1,
              "maxLength": 64,
              "type": [
               "string",
               "null"
              ]
             },
             "firstName": {
              "maxLength": 255,
              "type": [
               "string",
               "null"
              ]
             },
             "lastName": {
              "maxLength": 255,
              "type": [
               "string",
               "null"
              ]
             },
             "email": {
              "maxLength": 1024,
              "type": [
               "string",
               "null"
              ]
             },
             "phone": {
              "maxLength": 255,
              "type": [
               "string",
               "null"
              ]
             },
             "language": {
              "maxLength": 255,
              "type": [
               "string",
               "null"
              ]
             },
             "nationality": {
              "pattern": "^[A-Za-z]{2}$",
              "type": [
               "string",
               "null"
              ],
              "description": "two letters (ISO 3166-1 alpha-2)"
             },
             "loyaltyTier": {
              "maxLength": 255,
              "type": [
               "string",
               "null"
              ]
             },
             "vipStatus": {
              "maxLength": 255,
              "type": [
               "string",
               "null"
              ]
             },
             "preferences": {
              "maxItems": 1000,
              "type": [
               "array",
               "null"
              ],
              "items": {
               "type": "object",
               "required": [
                "category",
                "value"
               ],
               "properties": {
                "category": {
                 "maxLength": 255,
                 "type": "string"
                },
                "value": {
                 "maxLength": 4194304,
                 "type": "string"
                }
               }
              }
             },
             "notes": {
              "maxLength": 4194304,
              "type": [
               "string",
               "null"
              ]
             }
            }
           },
           "room": {
            "type": [
             "object",
             "null"
            ],
            "properties": {
             "externalId": {
              "anyOf": [
               {
                "anyOf": [
                 {
                  "minLength": 1,
                  "maxLength": 255,
                  "type": "string"
                 },
                 {
                  "minimum": 0,
                  "exclusiveMaximum": 1e+21,
                  "type": "integer"
                 }
                ]
               },
               {
                "type": "null"
               }
              ]
             },
             "number": {
              "maxLength": 255,
              "type": [
               "string",
               "null"
              ]
             },
             "type": {
              "maxLength": 255,
              "type": [
               "string",
               "null"
              ]
             },
             "floor": {
              "anyOf": [
               {
                "anyOf": [
                 {
                  "minLength": 1,
                  "maxLength": 255,
                  "type": "string"
                 },
                 {
                  "minimum": 0,
                  "exclusiveMaximum": 1e+21,
                  "type": "integer"
                 }
                ]
               },
               {
                "type": "null"
               }
              ]
             },
             "housekeeping": {
              "type": [
               "string",
               "null"
              ],
              "enum": [
               "dirty",
               "pickup",
               "clean",
               "inspected",
               null
              ]
             },
             "occupancy": {
              "type": [
               "string",
               "null"
              ],
              "enum": [
               "vacant",
               "occupied",
               null
              ]
             },
             "service": {
              "type": [
               "string",
               "null"
              ],
              "enum": [
               "in_service",
               "out_of_service",
               "out_of_order",
               null
              ]
             },
             "status": {
              "maxLength": 255,
              "type": [
               "string",
               "null"
              ]
             }
            }
           },
           "roomNumber": {
            "maxLength": 255,
            "type": [
             "string",
             "null"
            ]
           },
           "previousStatus": {
            "maxLength": 255,
            "type": [
             "string",
             "null"
            ]
           },
           "newStatus": {
            "maxLength": 255,
            "type": [
             "string",
             "null"
            ]
           }
          }
         }
        }
       },
       "examples": {
        "guest": {
         "value": {
          "type": "guest.checked_in",
          "source": "mews",
          "timestamp": "2024-03-15T14:00:00Z",
          "data": {
           "reservation": {
            "externalId": "res-456",
            "source": "mews",
            "confirmationNumber": "CONF123",
            "guest": {
             "externalId": "guest-123",
             "source": "mews",
             "firstName": "John",
             "lastName": "Doe"
            },
            "roomNumber": "501",
            "roomType": "deluxe-king",
            "arrivalDate": "2024-03-15",
            "departureDate": "2024-03-18",
            "status": "confirmed",
            "adults": 2,
            "children": 0,
            "rateCode": "BAR",
            "totalRate": 599,
            "currency": "USD",
            "specialRequests": [
             "late checkout",
             "extra pillows"
            ]
           },
           "guest": {
            "externalId": "guest-123",
            "source": "mews",
            "firstName": "John",
            "lastName": "Doe",
            "email": "john@example.com",
            "phone": "+1234567890",
            "language": "en",
            "loyaltyTier": "gold",
            "vipStatus": "VIP",
            "preferences": [
             {
              "category": "room",
              "value": "high-floor"
             },
             {
              "category": "pillow",
              "value": "firm"
             }
            ]
           }
          }
         }
        },
        "room": {
         "value": {
          "type": "room.status_changed",
          "source": "mews",
          "timestamp": "2024-03-15T11:00:00Z",
          "data": {
           "roomNumber": "501",
           "previousStatus": "dirty",
           "newStatus": "clean"
          }
         }
        }
       }
      }
     }
    },
    "security": [
     {
      "x-webhook-secret": []
     },
     {
      "bearer": []
     }
    ],
    "responses": {
     "200": {
      "description": "It is kept, or was kept before.",
      "headers": {
       "bellhook-delivery": {
        "schema": {
         "type": "string"
        },
        "description": "its id, for \`GET /api/deliveries/:id\`"
       },
       "bellhook-outcome": {
        "schema": {
         "type": "string"
        },
        "description": "\`accepted\`, \`duplicate\`, \`quarantined\` or \`spooled\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "received",
          "deliveryId",
          "outcome",
          "reason",
          "problems",
          "events"
         ],
         "properties": {
          "received": {
           "type": "boolean",
           "enum": [
            true
           ]
          },
          "deliveryId": {
           "description": "for \`GET /api/deliveries/:id\`",
           "type": "string"
          },
          "outcome": {
           "type": "string",
           "enum": [
            "accepted",
            "duplicate",
            "quarantined",
            "rejected",
            "spooled"
           ]
          },
          "reason": {
           "type": [
            "string",
            "null"
           ]
          },
          "problems": {
           "description": "items that could not be read, at most 25",
           "type": "array",
           "items": {
            "type": "object",
            "required": [
             "path",
             "problem"
            ],
            "properties": {
             "path": {
              "type": "string"
             },
             "problem": {
              "type": "string"
             }
            }
           }
          },
          "omittedProblems": {
           "description": "number of further problems that are not listed; absent: all are",
           "type": "integer"
          },
          "events": {
           "description": "ids of the new events",
           "type": "array",
           "items": {
            "type": "string"
           }
          }
         }
        },
        "examples": {
         "kept": {
          "value": {
           "received": true,
           "deliveryId": "0190a6f2-7b1c-7000-8000-000000000001",
           "outcome": "accepted",
           "reason": null,
           "problems": [],
           "events": [
            "0190a6f2-7b1d-7000-8000-000000000001"
           ]
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "The secret is missing or wrong. Nothing is kept.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "error"
         ],
         "properties": {
          "error": {
           "type": "string"
          }
         }
        },
        "examples": {
         "refused": {
          "value": {
           "error": "Unauthorized"
          }
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "408": {
      "description": "\`REQUEST_TIMEOUT\`: The request arrived too slowly. Send it again.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "REQUEST_TIMEOUT": {
          "$ref": "#/components/examples/REQUEST_TIMEOUT"
         }
        }
       }
      }
     },
     "413": {
      "description": "\`BODY_TOO_LARGE\`: The body is larger than this endpoint takes.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "BODY_TOO_LARGE": {
          "$ref": "#/components/examples/BODY_TOO_LARGE"
         }
        }
       }
      }
     },
     "415": {
      "description": "\`UNSUPPORTED_BODY\`: This endpoint cannot read the body: its content encoding is not supported: use gzip, deflate, br.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNSUPPORTED_BODY": {
          "$ref": "#/components/examples/UNSUPPORTED_BODY"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_FAILURES\`: Too many requests from this address failed verification. Send it again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_FAILURES": {
          "$ref": "#/components/examples/TOO_MANY_FAILURES"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`STORE_UNAVAILABLE\`: Nothing can be kept right now. Send it again later.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "STORE_UNAVAILABLE": {
          "$ref": "#/components/examples/STORE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/webhooks/pms/apaleo": {
   "post": {
    "operationId": "postWebhooksPmsApaleo",
    "summary": "Webhooks of Apaleo",
    "tags": [
     "Property management systems"
    ],
    "description": "Only what is read of the body is described; all else may be there. What is proven and still cannot be read is kept as quarantined and answered with 200. \`npx bellhook simulate pms/apaleo\` has bodies to try.",
    "externalDocs": {
     "url": "https://apaleo.dev/guides/webhook/overview.html"
    },
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "anyOf": [
         {
          "type": "object",
          "required": [
           "topic",
           "type"
          ],
          "properties": {
           "topic": {
            "type": "string"
           },
           "type": {
            "type": "string"
           },
           "id": {},
           "propertyId": {},
           "data": {}
          }
         },
         {
          "type": "object",
          "required": [
           "Topic",
           "Type"
          ],
          "properties": {
           "Topic": {
            "type": "string"
           },
           "Type": {
            "type": "string"
           },
           "Id": {},
           "PropertyId": {},
           "Data": {}
          }
         }
        ]
       }
      }
     }
    },
    "security": [
     {
      "token": []
     },
     {
      "basic": []
     },
     {
      "x-webhook-secret": []
     },
     {
      "bearer": []
     }
    ],
    "responses": {
     "200": {
      "description": "It is kept, or was kept before.",
      "headers": {
       "bellhook-delivery": {
        "schema": {
         "type": "string"
        },
        "description": "its id, for \`GET /api/deliveries/:id\`"
       },
       "bellhook-outcome": {
        "schema": {
         "type": "string"
        },
        "description": "\`accepted\`, \`duplicate\`, \`quarantined\` or \`spooled\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "received",
          "deliveryId",
          "outcome",
          "reason",
          "problems",
          "events"
         ],
         "properties": {
          "received": {
           "type": "boolean",
           "enum": [
            true
           ]
          },
          "deliveryId": {
           "description": "for \`GET /api/deliveries/:id\`",
           "type": "string"
          },
          "outcome": {
           "type": "string",
           "enum": [
            "accepted",
            "duplicate",
            "quarantined",
            "rejected",
            "spooled"
           ]
          },
          "reason": {
           "type": [
            "string",
            "null"
           ]
          },
          "problems": {
           "description": "items that could not be read, at most 25",
           "type": "array",
           "items": {
            "type": "object",
            "required": [
             "path",
             "problem"
            ],
            "properties": {
             "path": {
              "type": "string"
             },
             "problem": {
              "type": "string"
             }
            }
           }
          },
          "omittedProblems": {
           "description": "number of further problems that are not listed; absent: all are",
           "type": "integer"
          },
          "events": {
           "description": "ids of the new events",
           "type": "array",
           "items": {
            "type": "string"
           }
          }
         }
        },
        "examples": {
         "kept": {
          "value": {
           "received": true,
           "deliveryId": "0190a6f2-7b1c-7000-8000-000000000001",
           "outcome": "accepted",
           "reason": null,
           "problems": [],
           "events": [
            "0190a6f2-7b1d-7000-8000-000000000001"
           ]
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "The body is no JSON. It is kept as quarantined.\\n\\n\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "What proves the sender is missing or wrong. Nothing is kept.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "error"
         ],
         "properties": {
          "error": {
           "type": "string"
          }
         }
        },
        "examples": {
         "secret": {
          "value": {
           "error": "Unauthorized"
          }
         },
         "signature": {
          "value": {
           "error": "Invalid signature"
          }
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "408": {
      "description": "\`REQUEST_TIMEOUT\`: The request arrived too slowly. Send it again.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "REQUEST_TIMEOUT": {
          "$ref": "#/components/examples/REQUEST_TIMEOUT"
         }
        }
       }
      }
     },
     "413": {
      "description": "\`BODY_TOO_LARGE\`: The body is larger than this endpoint takes.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "BODY_TOO_LARGE": {
          "$ref": "#/components/examples/BODY_TOO_LARGE"
         }
        }
       }
      }
     },
     "415": {
      "description": "\`UNSUPPORTED_BODY\`: This endpoint cannot read the body: its content encoding is not supported: use gzip, deflate, br.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNSUPPORTED_BODY": {
          "$ref": "#/components/examples/UNSUPPORTED_BODY"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_FAILURES\`: Too many requests from this address failed verification. Send it again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_FAILURES": {
          "$ref": "#/components/examples/TOO_MANY_FAILURES"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`STORE_UNAVAILABLE\`: Nothing can be kept right now. Send it again later.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "STORE_UNAVAILABLE": {
          "$ref": "#/components/examples/STORE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/webhooks/pms/cloudbeds": {
   "post": {
    "operationId": "postWebhooksPmsCloudbeds",
    "summary": "Webhooks of Cloudbeds",
    "tags": [
     "Property management systems"
    ],
    "description": "Only what is read of the body is described; all else may be there. What is proven and still cannot be read is kept as quarantined and answered with 200. \`npx bellhook simulate pms/cloudbeds\` has bodies to try.",
    "externalDocs": {
     "url": "https://developers.cloudbeds.com/docs/webhooks"
    },
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "type": "object",
        "required": [
         "event"
        ],
        "properties": {
         "event": {
          "pattern": "^[^/]+/[^/]+$",
          "type": "string"
         }
        }
       }
      }
     }
    },
    "security": [
     {
      "token": []
     },
     {
      "x-webhook-secret": []
     },
     {
      "bearer": []
     }
    ],
    "responses": {
     "200": {
      "description": "It is kept, or was kept before.",
      "headers": {
       "bellhook-delivery": {
        "schema": {
         "type": "string"
        },
        "description": "its id, for \`GET /api/deliveries/:id\`"
       },
       "bellhook-outcome": {
        "schema": {
         "type": "string"
        },
        "description": "\`accepted\`, \`duplicate\`, \`quarantined\` or \`spooled\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "received",
          "deliveryId",
          "outcome",
          "reason",
          "problems",
          "events"
         ],
         "properties": {
          "received": {
           "type": "boolean",
           "enum": [
            true
           ]
          },
          "deliveryId": {
           "description": "for \`GET /api/deliveries/:id\`",
           "type": "string"
          },
          "outcome": {
           "type": "string",
           "enum": [
            "accepted",
            "duplicate",
            "quarantined",
            "rejected",
            "spooled"
           ]
          },
          "reason": {
           "type": [
            "string",
            "null"
           ]
          },
          "problems": {
           "description": "items that could not be read, at most 25",
           "type": "array",
           "items": {
            "type": "object",
            "required": [
             "path",
             "problem"
            ],
            "properties": {
             "path": {
              "type": "string"
             },
             "problem": {
              "type": "string"
             }
            }
           }
          },
          "omittedProblems": {
           "description": "number of further problems that are not listed; absent: all are",
           "type": "integer"
          },
          "events": {
           "description": "ids of the new events",
           "type": "array",
           "items": {
            "type": "string"
           }
          }
         }
        },
        "examples": {
         "kept": {
          "value": {
           "received": true,
           "deliveryId": "0190a6f2-7b1c-7000-8000-000000000001",
           "outcome": "accepted",
           "reason": null,
           "problems": [],
           "events": [
            "0190a6f2-7b1d-7000-8000-000000000001"
           ]
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "The body is no JSON. It is kept as quarantined.\\n\\n\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "What proves the sender is missing or wrong. Nothing is kept.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "error"
         ],
         "properties": {
          "error": {
           "type": "string"
          }
         }
        },
        "examples": {
         "secret": {
          "value": {
           "error": "Unauthorized"
          }
         },
         "signature": {
          "value": {
           "error": "Invalid signature"
          }
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "408": {
      "description": "\`REQUEST_TIMEOUT\`: The request arrived too slowly. Send it again.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "REQUEST_TIMEOUT": {
          "$ref": "#/components/examples/REQUEST_TIMEOUT"
         }
        }
       }
      }
     },
     "413": {
      "description": "\`BODY_TOO_LARGE\`: The body is larger than this endpoint takes.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "BODY_TOO_LARGE": {
          "$ref": "#/components/examples/BODY_TOO_LARGE"
         }
        }
       }
      }
     },
     "415": {
      "description": "\`UNSUPPORTED_BODY\`: This endpoint cannot read the body: its content encoding is not supported: use gzip, deflate, br.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNSUPPORTED_BODY": {
          "$ref": "#/components/examples/UNSUPPORTED_BODY"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_FAILURES\`: Too many requests from this address failed verification. Send it again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_FAILURES": {
          "$ref": "#/components/examples/TOO_MANY_FAILURES"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`STORE_UNAVAILABLE\`: Nothing can be kept right now. Send it again later.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "STORE_UNAVAILABLE": {
          "$ref": "#/components/examples/STORE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/webhooks/pms/guesty": {
   "post": {
    "operationId": "postWebhooksPmsGuesty",
    "summary": "Webhooks of Guesty",
    "tags": [
     "Property management systems"
    ],
    "description": "Only what is read of the body is described; all else may be there. What is proven and still cannot be read is kept as quarantined and answered with 200. \`npx bellhook simulate pms/guesty\` has bodies to try.",
    "externalDocs": {
     "url": "https://open-api-docs.guesty.com/docs/webhooks"
    },
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "type": "object",
        "properties": {
         "event": {},
         "reservation": {},
         "guest": {},
         "data": {},
         "message": {},
         "conversation": {}
        }
       }
      }
     }
    },
    "security": [
     {
      "svix-id": [],
      "svix-timestamp": [],
      "svix-signature": []
     },
     {
      "x-webhook-secret": []
     },
     {
      "bearer": []
     }
    ],
    "responses": {
     "200": {
      "description": "It is kept, or was kept before.",
      "headers": {
       "bellhook-delivery": {
        "schema": {
         "type": "string"
        },
        "description": "its id, for \`GET /api/deliveries/:id\`"
       },
       "bellhook-outcome": {
        "schema": {
         "type": "string"
        },
        "description": "\`accepted\`, \`duplicate\`, \`quarantined\` or \`spooled\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "received",
          "deliveryId",
          "outcome",
          "reason",
          "problems",
          "events"
         ],
         "properties": {
          "received": {
           "type": "boolean",
           "enum": [
            true
           ]
          },
          "deliveryId": {
           "description": "for \`GET /api/deliveries/:id\`",
           "type": "string"
          },
          "outcome": {
           "type": "string",
           "enum": [
            "accepted",
            "duplicate",
            "quarantined",
            "rejected",
            "spooled"
           ]
          },
          "reason": {
           "type": [
            "string",
            "null"
           ]
          },
          "problems": {
           "description": "items that could not be read, at most 25",
           "type": "array",
           "items": {
            "type": "object",
            "required": [
             "path",
             "problem"
            ],
            "properties": {
             "path": {
              "type": "string"
             },
             "problem": {
              "type": "string"
             }
            }
           }
          },
          "omittedProblems": {
           "description": "number of further problems that are not listed; absent: all are",
           "type": "integer"
          },
          "events": {
           "description": "ids of the new events",
           "type": "array",
           "items": {
            "type": "string"
           }
          }
         }
        },
        "examples": {
         "kept": {
          "value": {
           "received": true,
           "deliveryId": "0190a6f2-7b1c-7000-8000-000000000001",
           "outcome": "accepted",
           "reason": null,
           "problems": [],
           "events": [
            "0190a6f2-7b1d-7000-8000-000000000001"
           ]
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "The body is no JSON. It is kept as quarantined.\\n\\n\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "What proves the sender is missing or wrong. Nothing is kept.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "error"
         ],
         "properties": {
          "error": {
           "type": "string"
          }
         }
        },
        "examples": {
         "secret": {
          "value": {
           "error": "Unauthorized"
          }
         },
         "signature": {
          "value": {
           "error": "Invalid signature"
          }
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "408": {
      "description": "\`REQUEST_TIMEOUT\`: The request arrived too slowly. Send it again.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "REQUEST_TIMEOUT": {
          "$ref": "#/components/examples/REQUEST_TIMEOUT"
         }
        }
       }
      }
     },
     "413": {
      "description": "\`BODY_TOO_LARGE\`: The body is larger than this endpoint takes.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "BODY_TOO_LARGE": {
          "$ref": "#/components/examples/BODY_TOO_LARGE"
         }
        }
       }
      }
     },
     "415": {
      "description": "\`UNSUPPORTED_BODY\`: This endpoint cannot read the body: its content encoding is not supported: use gzip, deflate, br.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNSUPPORTED_BODY": {
          "$ref": "#/components/examples/UNSUPPORTED_BODY"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_FAILURES\`: Too many requests from this address failed verification. Send it again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_FAILURES": {
          "$ref": "#/components/examples/TOO_MANY_FAILURES"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`STORE_UNAVAILABLE\`: Nothing can be kept right now. Send it again later.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "STORE_UNAVAILABLE": {
          "$ref": "#/components/examples/STORE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/webhooks/pms/hostaway": {
   "post": {
    "operationId": "postWebhooksPmsHostaway",
    "summary": "Webhooks of Hostaway",
    "tags": [
     "Property management systems"
    ],
    "description": "Only what is read of the body is described; all else may be there. What is proven and still cannot be read is kept as quarantined and answered with 200. \`npx bellhook simulate pms/hostaway\` has bodies to try.",
    "externalDocs": {
     "url": "https://api.hostaway.com/documentation"
    },
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "type": "object",
        "properties": {
         "accountId": {},
         "event": {},
         "object": {},
         "data": {}
        }
       }
      }
     }
    },
    "security": [
     {
      "basic": []
     },
     {
      "x-webhook-secret": []
     },
     {
      "bearer": []
     }
    ],
    "responses": {
     "200": {
      "description": "It is kept, or was kept before.",
      "headers": {
       "bellhook-delivery": {
        "schema": {
         "type": "string"
        },
        "description": "its id, for \`GET /api/deliveries/:id\`"
       },
       "bellhook-outcome": {
        "schema": {
         "type": "string"
        },
        "description": "\`accepted\`, \`duplicate\`, \`quarantined\` or \`spooled\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "received",
          "deliveryId",
          "outcome",
          "reason",
          "problems",
          "events"
         ],
         "properties": {
          "received": {
           "type": "boolean",
           "enum": [
            true
           ]
          },
          "deliveryId": {
           "description": "for \`GET /api/deliveries/:id\`",
           "type": "string"
          },
          "outcome": {
           "type": "string",
           "enum": [
            "accepted",
            "duplicate",
            "quarantined",
            "rejected",
            "spooled"
           ]
          },
          "reason": {
           "type": [
            "string",
            "null"
           ]
          },
          "problems": {
           "description": "items that could not be read, at most 25",
           "type": "array",
           "items": {
            "type": "object",
            "required": [
             "path",
             "problem"
            ],
            "properties": {
             "path": {
              "type": "string"
             },
             "problem": {
              "type": "string"
             }
            }
           }
          },
          "omittedProblems": {
           "description": "number of further problems that are not listed; absent: all are",
           "type": "integer"
          },
          "events": {
           "description": "ids of the new events",
           "type": "array",
           "items": {
            "type": "string"
           }
          }
         }
        },
        "examples": {
         "kept": {
          "value": {
           "received": true,
           "deliveryId": "0190a6f2-7b1c-7000-8000-000000000001",
           "outcome": "accepted",
           "reason": null,
           "problems": [],
           "events": [
            "0190a6f2-7b1d-7000-8000-000000000001"
           ]
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "The body is no JSON. It is kept as quarantined.\\n\\n\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "What proves the sender is missing or wrong. Nothing is kept.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "error"
         ],
         "properties": {
          "error": {
           "type": "string"
          }
         }
        },
        "examples": {
         "secret": {
          "value": {
           "error": "Unauthorized"
          }
         },
         "signature": {
          "value": {
           "error": "Invalid signature"
          }
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "408": {
      "description": "\`REQUEST_TIMEOUT\`: The request arrived too slowly. Send it again.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "REQUEST_TIMEOUT": {
          "$ref": "#/components/examples/REQUEST_TIMEOUT"
         }
        }
       }
      }
     },
     "413": {
      "description": "\`BODY_TOO_LARGE\`: The body is larger than this endpoint takes.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "BODY_TOO_LARGE": {
          "$ref": "#/components/examples/BODY_TOO_LARGE"
         }
        }
       }
      }
     },
     "415": {
      "description": "\`UNSUPPORTED_BODY\`: This endpoint cannot read the body: its content encoding is not supported: use gzip, deflate, br.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNSUPPORTED_BODY": {
          "$ref": "#/components/examples/UNSUPPORTED_BODY"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_FAILURES\`: Too many requests from this address failed verification. Send it again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_FAILURES": {
          "$ref": "#/components/examples/TOO_MANY_FAILURES"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`STORE_UNAVAILABLE\`: Nothing can be kept right now. Send it again later.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "STORE_UNAVAILABLE": {
          "$ref": "#/components/examples/STORE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  },
  "/webhooks/pms/mews": {
   "post": {
    "operationId": "postWebhooksPmsMews",
    "summary": "Webhooks of Mews",
    "tags": [
     "Property management systems"
    ],
    "description": "Only what is read of the body is described; all else may be there. What is proven and still cannot be read is kept as quarantined and answered with 200. \`npx bellhook simulate pms/mews\` has bodies to try.",
    "externalDocs": {
     "url": "https://mews-systems.gitbook.io/connector-api/events/webhooks"
    },
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "anyOf": [
         {
          "type": "object",
          "required": [
           "Events"
          ],
          "properties": {
           "EnterpriseId": {},
           "Events": {
            "type": "array",
            "items": {}
           }
          }
         },
         {
          "type": "object",
          "required": [
           "Action"
          ],
          "properties": {
           "Action": {
            "type": "string"
           }
          }
         }
        ]
       }
      }
     }
    },
    "security": [
     {
      "x-mews-signature": []
     },
     {
      "token": []
     },
     {
      "x-webhook-secret": []
     },
     {
      "bearer": []
     }
    ],
    "responses": {
     "200": {
      "description": "It is kept, or was kept before.",
      "headers": {
       "bellhook-delivery": {
        "schema": {
         "type": "string"
        },
        "description": "its id, for \`GET /api/deliveries/:id\`"
       },
       "bellhook-outcome": {
        "schema": {
         "type": "string"
        },
        "description": "\`accepted\`, \`duplicate\`, \`quarantined\` or \`spooled\`"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "received",
          "deliveryId",
          "outcome",
          "reason",
          "problems",
          "events"
         ],
         "properties": {
          "received": {
           "type": "boolean",
           "enum": [
            true
           ]
          },
          "deliveryId": {
           "description": "for \`GET /api/deliveries/:id\`",
           "type": "string"
          },
          "outcome": {
           "type": "string",
           "enum": [
            "accepted",
            "duplicate",
            "quarantined",
            "rejected",
            "spooled"
           ]
          },
          "reason": {
           "type": [
            "string",
            "null"
           ]
          },
          "problems": {
           "description": "items that could not be read, at most 25",
           "type": "array",
           "items": {
            "type": "object",
            "required": [
             "path",
             "problem"
            ],
            "properties": {
             "path": {
              "type": "string"
             },
             "problem": {
              "type": "string"
             }
            }
           }
          },
          "omittedProblems": {
           "description": "number of further problems that are not listed; absent: all are",
           "type": "integer"
          },
          "events": {
           "description": "ids of the new events",
           "type": "array",
           "items": {
            "type": "string"
           }
          }
         }
        },
        "examples": {
         "kept": {
          "value": {
           "received": true,
           "deliveryId": "0190a6f2-7b1c-7000-8000-000000000001",
           "outcome": "accepted",
           "reason": null,
           "problems": [],
           "events": [
            "0190a6f2-7b1d-7000-8000-000000000001"
           ]
          }
         }
        }
       }
      }
     },
     "400": {
      "description": "The body is no JSON. It is kept as quarantined.\\n\\n\`VALIDATION_ERROR\`: The request does not have the shape this endpoint takes.\\n\\n\`BAD_REQUEST\`: The request cannot be read as HTTP.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VALIDATION_ERROR": {
          "$ref": "#/components/examples/VALIDATION_ERROR"
         },
         "BAD_REQUEST": {
          "$ref": "#/components/examples/BAD_REQUEST"
         }
        }
       }
      }
     },
     "401": {
      "description": "What proves the sender is missing or wrong. Nothing is kept.",
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "required": [
          "error"
         ],
         "properties": {
          "error": {
           "type": "string"
          }
         }
        },
        "examples": {
         "secret": {
          "value": {
           "error": "Unauthorized"
          }
         },
         "signature": {
          "value": {
           "error": "Invalid signature"
          }
         }
        }
       }
      }
     },
     "405": {
      "description": "\`METHOD_NOT_ALLOWED\`: This path exists, but takes other methods: see Allow.",
      "headers": {
       "allow": {
        "schema": {
         "type": "string"
        },
        "description": "the methods that this path takes"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "METHOD_NOT_ALLOWED": {
          "$ref": "#/components/examples/METHOD_NOT_ALLOWED"
         }
        }
       }
      }
     },
     "408": {
      "description": "\`REQUEST_TIMEOUT\`: The request arrived too slowly. Send it again.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "REQUEST_TIMEOUT": {
          "$ref": "#/components/examples/REQUEST_TIMEOUT"
         }
        }
       }
      }
     },
     "413": {
      "description": "\`BODY_TOO_LARGE\`: The body is larger than this endpoint takes.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "BODY_TOO_LARGE": {
          "$ref": "#/components/examples/BODY_TOO_LARGE"
         }
        }
       }
      }
     },
     "415": {
      "description": "\`UNSUPPORTED_BODY\`: This endpoint cannot read the body: its content encoding is not supported: use gzip, deflate, br.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "UNSUPPORTED_BODY": {
          "$ref": "#/components/examples/UNSUPPORTED_BODY"
         }
        }
       }
      }
     },
     "417": {
      "description": "\`EXPECTATION_FAILED\`: The only Expect that works here is 100-continue.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "EXPECTATION_FAILED": {
          "$ref": "#/components/examples/EXPECTATION_FAILED"
         }
        }
       }
      }
     },
     "429": {
      "description": "\`TOO_MANY_FAILURES\`: Too many requests from this address failed verification. Send it again after Retry-After seconds.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "TOO_MANY_FAILURES": {
          "$ref": "#/components/examples/TOO_MANY_FAILURES"
         }
        }
       }
      }
     },
     "431": {
      "description": "\`HEADERS_TOO_LARGE\`: Send at most 128 headers of 16 KiB together.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "HEADERS_TOO_LARGE": {
          "$ref": "#/components/examples/HEADERS_TOO_LARGE"
         }
        }
       }
      }
     },
     "500": {
      "description": "\`INTERNAL\`: Something failed here. The log has it under this request id.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "INTERNAL": {
          "$ref": "#/components/examples/INTERNAL"
         }
        }
       }
      }
     },
     "503": {
      "description": "\`STORE_UNAVAILABLE\`: Nothing can be kept right now. Send it again later.\\n\\n\`OVERLOADED\`: Too much has arrived at once. Send it again shortly.",
      "headers": {
       "retry-after": {
        "schema": {
         "type": "string"
        },
        "description": "seconds"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "STORE_UNAVAILABLE": {
          "$ref": "#/components/examples/STORE_UNAVAILABLE"
         },
         "OVERLOADED": {
          "$ref": "#/components/examples/OVERLOADED"
         }
        }
       }
      }
     },
     "505": {
      "description": "\`VERSION_NOT_SUPPORTED\`: Send the request as HTTP/1.1.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Error"
        },
        "examples": {
         "VERSION_NOT_SUPPORTED": {
          "$ref": "#/components/examples/VERSION_NOT_SUPPORTED"
         }
        }
       }
      }
     }
    }
   }
  }
 },
 "servers": [
  {
   "url": "..",
   "description": "this gateway"
  }
 ],
 "tags": [
  {
   "name": "API"
  },
  {
   "name": "WhatsApp (Meta Cloud API)"
  },
  {
   "name": "SMS (Twilio)"
  },
  {
   "name": "Property management systems"
  },
  {
   "name": "Operations"
  }
 ]
}
`
