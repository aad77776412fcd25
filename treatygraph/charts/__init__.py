"""Charts of questions: specifications (Vega-Lite), their words and colours, and pictures drawn from them."""
